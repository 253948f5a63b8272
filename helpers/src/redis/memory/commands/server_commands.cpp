#include <array>
#include <string>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

RedisValue ping(MemoryCall& call) {
  if (call.size() > 2) {
    failArity("ping");
  }
  return toReply(call.size() == 2 ? call[1] : "PONG");
}

RedisValue echo(MemoryCall& call) { return toReply(call[1]); }

RedisValue select(MemoryCall& call) {
  if (toInteger(call[1]) != 0) {
    fail("ERR DB index is out of range");
  }
  return ok();
}

RedisValue time(MemoryCall& call) {
  constexpr std::int64_t PER_SECOND = 1'000'000;
  const std::int64_t wall = call.time.wall.count();
  RedisValue::List parts;
  parts.emplace_back(std::to_string(wall / PER_SECOND));
  parts.emplace_back(std::to_string(wall % PER_SECOND));
  return parts;
}

RedisValue size(MemoryCall& call) { return toReply(call.keys.size()); }

RedisValue flush(MemoryCall& call) {
  const bool isPlain = call.size() == 1;
  if (!isPlain &&
      (call.size() > 2 || (!isOption(call[1], "SYNC") && !isOption(call[1], "ASYNC")))) {
    failSyntax();
  }
  call.keys.clear();
  return ok();
}

constexpr std::array COMMANDS{MemoryCommand{"ping", -1, MemoryUse::SAME, ping},
                              MemoryCommand{"echo", 2, MemoryUse::SAME, echo},
                              MemoryCommand{"select", 2, MemoryUse::SAME, select},
                              MemoryCommand{"time", 1, MemoryUse::SAME, time},
                              MemoryCommand{"dbsize", 1, MemoryUse::SAME, size},
                              MemoryCommand{"flushdb", -1, MemoryUse::SAME, flush},
                              MemoryCommand{"flushall", -1, MemoryUse::SAME, flush}};

}  // namespace

std::span<const MemoryCommand> memoryServerCommands() { return COMMANDS; }

}  // namespace ignis
