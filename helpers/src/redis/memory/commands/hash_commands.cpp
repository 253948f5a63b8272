#include <array>
#include <optional>
#include <string>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

std::size_t setFields(MemoryCall& call) {
  if (call.size() % 2 != 0) {
    failArity(isOption(call[0], "hset") ? "hset" : "hmset");
  }
  const auto hash = call.keys.editOrCreate<MemoryHash>(call[1]);
  std::size_t added = 0;
  for (std::size_t index = 2; index < call.size(); index += 2) {
    added += hash->set(call[index], call[index + 1]) ? 1 : 0;
  }
  return added;
}

RedisValue set(MemoryCall& call) { return toReply(setFields(call)); }

RedisValue setMany(MemoryCall& call) {
  setFields(call);
  return ok();
}

RedisValue setNew(MemoryCall& call) {
  const auto hash = call.keys.editOrCreate<MemoryHash>(call[1]);
  const bool isNew = hash->find(call[2]) == nullptr && hash->set(call[2], call[3]);
  return toReply(std::size_t{isNew});
}

const std::string* findField(const MemoryHash* hash, std::string_view field) {
  return hash == nullptr ? nullptr : hash->find(field);
}

RedisValue get(MemoryCall& call) {
  return toReply(findField(call.keys.find<MemoryHash>(call[1]), call[2]));
}

RedisValue getMany(MemoryCall& call) {
  const MemoryHash* const hash = call.keys.find<MemoryHash>(call[1]);
  RedisValue::List values;
  for (const std::string_view field : call.arguments.subspan(2)) {
    values.push_back(toReply(findField(hash, field)));
  }
  return values;
}

RedisValue listFields(MemoryCall& call, bool withNames, bool withValues) {
  RedisValue::List reply;
  if (const MemoryHash* const hash = call.keys.find<MemoryHash>(call[1])) {
    for (const auto& [field, value] : hash->fields()) {
      if (withNames) {
        reply.emplace_back(field);
      }
      if (withValues) {
        reply.emplace_back(value);
      }
    }
  }
  return reply;
}

RedisValue getAll(MemoryCall& call) { return listFields(call, true, true); }
RedisValue names(MemoryCall& call) { return listFields(call, true, false); }
RedisValue values(MemoryCall& call) { return listFields(call, false, true); }

RedisValue remove(MemoryCall& call) {
  const auto hash = call.keys.edit<MemoryHash>(call[1]);
  std::size_t removed = 0;
  if (hash) {
    for (const std::string_view field : call.arguments.subspan(2)) {
      removed += hash->erase(field) ? 1 : 0;
    }
  }
  return toReply(removed);
}

RedisValue exists(MemoryCall& call) {
  return toReply(std::size_t{findField(call.keys.find<MemoryHash>(call[1]), call[2]) != nullptr});
}

RedisValue length(MemoryCall& call) {
  const MemoryHash* const hash = call.keys.find<MemoryHash>(call[1]);
  return toReply(hash == nullptr ? std::size_t{0} : hash->size());
}

RedisValue increase(MemoryCall& call) {
  const std::int64_t step = toInteger(call[3]);
  const std::string* const stored = findField(call.keys.find<MemoryHash>(call[1]), call[2]);
  const std::optional<std::int64_t> before = stored == nullptr ? 0 : parseInteger(*stored);
  if (!before) {
    fail("ERR hash value is not an integer");
  }
  std::int64_t after = 0;
  if (__builtin_add_overflow(*before, step, &after)) {
    fail("ERR increment or decrement would overflow");
  }
  const auto hash = call.keys.editOrCreate<MemoryHash>(call[1]);
  hash->set(call[2], std::to_string(after));
  return after;
}

constexpr std::array COMMANDS{MemoryCommand{"hset", -4, MemoryUse::MORE, set},
                              MemoryCommand{"hmset", -4, MemoryUse::MORE, setMany},
                              MemoryCommand{"hsetnx", 4, MemoryUse::MORE, setNew},
                              MemoryCommand{"hget", 3, MemoryUse::SAME, get},
                              MemoryCommand{"hmget", -3, MemoryUse::SAME, getMany},
                              MemoryCommand{"hgetall", 2, MemoryUse::SAME, getAll},
                              MemoryCommand{"hkeys", 2, MemoryUse::SAME, names},
                              MemoryCommand{"hvals", 2, MemoryUse::SAME, values},
                              MemoryCommand{"hdel", -3, MemoryUse::SAME, remove},
                              MemoryCommand{"hexists", 3, MemoryUse::SAME, exists},
                              MemoryCommand{"hlen", 2, MemoryUse::SAME, length},
                              MemoryCommand{"hincrby", 4, MemoryUse::MORE, increase}};

}  // namespace

std::span<const MemoryCommand> memoryHashCommands() { return COMMANDS; }

}  // namespace ignis
