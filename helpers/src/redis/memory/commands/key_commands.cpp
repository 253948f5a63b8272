#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

#include "ignis/helpers/common/parse.hpp"
#include "redis/glob_pattern.hpp"
#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

RedisValue remove(MemoryCall& call) {
  const auto keys = call.arguments.subspan(1);
  return toReply(static_cast<std::size_t>(
      std::ranges::count_if(keys, [&](std::string_view key) { return call.keys.erase(key); })));
}

RedisValue exists(MemoryCall& call) {
  const auto keys = call.arguments.subspan(1);
  return toReply(static_cast<std::size_t>(
      std::ranges::count_if(keys, [&](std::string_view key) { return call.keys.contains(key); })));
}

RedisValue typeOf(MemoryCall& call) { return toReply(call.keys.typeOf(call[1])); }

RedisValue rename(MemoryCall& call) {
  if (!call.keys.contains(call[1])) {
    fail("ERR no such key");
  }
  call.keys.rename(call[1], call[2]);
  return ok();
}

RedisValue list(MemoryCall& call) {
  RedisValue::List keys;
  call.keys.scan(0, std::numeric_limits<std::size_t>::max(),
                 [&](std::string_view key, std::string_view) {
                   if (matchesGlob(call[1], key)) {
                     keys.emplace_back(std::string(key));
                   }
                 });
  return keys;
}

struct ScanOptions {
  std::optional<std::string_view> pattern{};
  std::optional<std::string_view> type{};
  std::size_t count = 10;
};

ScanOptions readScanOptions(const MemoryCall& call) {
  ScanOptions options;
  for (std::size_t index = 2; index < call.size(); index += 2) {
    if (index + 1 == call.size()) {
      failSyntax();
    }
    const std::string_view value = call[index + 1];
    if (isOption(call[index], "MATCH")) {
      options.pattern = value;
    } else if (isOption(call[index], "TYPE")) {
      options.type = value;
    } else if (isOption(call[index], "COUNT")) {
      const std::int64_t count = toInteger(value);
      if (count < 1) {
        failSyntax();
      }
      options.count = static_cast<std::size_t>(count);
    } else {
      failSyntax();
    }
  }
  return options;
}

RedisValue scan(MemoryCall& call) {
  const std::optional<std::uint64_t> cursor = parseUnsigned(call[1]);
  if (!cursor) {
    fail("ERR invalid cursor");
  }
  const ScanOptions options = readScanOptions(call);
  RedisValue::List keys;
  const std::uint64_t next =
      call.keys.scan(*cursor, options.count, [&](std::string_view key, std::string_view type) {
        if ((!options.pattern || matchesGlob(*options.pattern, key)) &&
            (!options.type || isOption(*options.type, type))) {
          keys.emplace_back(std::string(key));
        }
      });
  RedisValue::List reply;
  reply.emplace_back(std::to_string(next));
  reply.emplace_back(std::move(keys));
  return reply;
}

constexpr std::array COMMANDS{MemoryCommand{"del", -2, MemoryUse::SAME, remove},
                              MemoryCommand{"unlink", -2, MemoryUse::SAME, remove},
                              MemoryCommand{"exists", -2, MemoryUse::SAME, exists},
                              MemoryCommand{"type", 2, MemoryUse::SAME, typeOf},
                              MemoryCommand{"rename", 3, MemoryUse::SAME, rename},
                              MemoryCommand{"keys", 2, MemoryUse::SAME, list},
                              MemoryCommand{"scan", -2, MemoryUse::SAME, scan}};

}  // namespace

std::span<const MemoryCommand> memoryKeyCommands() { return COMMANDS; }

}  // namespace ignis
