#include "redis/memory/memory_database.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using CommandTable = std::unordered_map<std::string_view, const MemoryCommand*>;

CommandTable makeTable() {
  CommandTable table;
  for (const auto commands : {memoryStringCommands(), memoryCounterCommands(), memoryKeyCommands(),
                              memoryExpiryCommands(), memoryHashCommands(), memorySetCommands(),
                              memoryListCommands(), memoryServerCommands()}) {
    for (const MemoryCommand& command : commands) {
      table.emplace(command.name, &command);
    }
  }
  return table;
}

const MemoryCommand* findCommand(std::string_view name) {
  static const CommandTable table = makeTable();
  const auto found = table.find(ascii::toLower(name));
  return found == table.end() ? nullptr : found->second;
}

bool fits(const MemoryCommand& command, std::size_t size) {
  const auto count = static_cast<int>(std::min<std::size_t>(size, 1U << 30U));
  return command.arity >= 0 ? count == command.arity : count >= -command.arity;
}

/// Redis's text, with as much of a stranger's words.
RedisValue unknownCommand(RedisArguments arguments) {
  constexpr std::size_t MAX_BYTES = 128;
  std::string list;
  for (const std::string_view argument : arguments.subspan(1)) {
    if (list.size() >= MAX_BYTES) {
      break;
    }
    list += "'" + std::string(argument.substr(0, MAX_BYTES - list.size())) + "' ";
  }
  return RedisValue::error("ERR unknown command '" +
                           std::string(arguments.front().substr(0, MAX_BYTES)) +
                           "', with args beginning with: " + list);
}

}  // namespace

RedisValue MemoryDatabase::execute(RedisArguments arguments, const MemoryTime& time,
                                   std::size_t maxMemoryBytes) {
  if (arguments.empty()) {
    return RedisValue::error("ERR empty command");
  }
  keys_.advance(time.steady);
  const MemoryCommand* const command = findCommand(arguments.front());
  if (command == nullptr) {
    return unknownCommand(arguments);
  }
  if (!fits(*command, arguments.size())) {
    return wrongArity(command->name);
  }
  if (command->use == MemoryUse::MORE && keys_.usedBytes() > maxMemoryBytes) {
    return RedisValue::error("OOM command not allowed when used memory > 'maxmemory'.");
  }
  MemoryCall call{.keys = keys_, .arguments = arguments, .time = time};
  try {
    return command->execute(call);
  } catch (const ApplicationError& error) {
    return RedisValue::error(error.what());
  }
}

RedisValue MemoryDatabase::wrongArity(std::string_view command) {
  return RedisValue::error("ERR wrong number of arguments for '" + std::string(command) +
                           "' command");
}

}  // namespace ignis
