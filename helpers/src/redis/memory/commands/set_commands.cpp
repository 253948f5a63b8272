#include <algorithm>
#include <array>
#include <string>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

RedisValue add(MemoryCall& call) {
  const auto set = call.keys.editOrCreate<MemorySet>(call[1]);
  std::size_t added = 0;
  for (const std::string_view member : call.arguments.subspan(2)) {
    added += set->add(member) ? 1 : 0;
  }
  return toReply(added);
}

RedisValue remove(MemoryCall& call) {
  const auto set = call.keys.edit<MemorySet>(call[1]);
  std::size_t removed = 0;
  if (set) {
    for (const std::string_view member : call.arguments.subspan(2)) {
      removed += set->erase(member) ? 1 : 0;
    }
  }
  return toReply(removed);
}

RedisValue members(MemoryCall& call) {
  RedisValue::List reply;
  if (const MemorySet* const set = call.keys.find<MemorySet>(call[1])) {
    reply.assign(set->members().begin(), set->members().end());
  }
  return reply;
}

RedisValue isMember(MemoryCall& call) {
  const MemorySet* const set = call.keys.find<MemorySet>(call[1]);
  return toReply(std::size_t{set != nullptr && set->contains(call[2])});
}

RedisValue size(MemoryCall& call) {
  const MemorySet* const set = call.keys.find<MemorySet>(call[1]);
  return toReply(set == nullptr ? std::size_t{0} : set->size());
}

RedisValue takeOne(MemoryCall& call) {
  const auto set = call.keys.edit<MemorySet>(call[1]);
  return set ? RedisValue(set->takeRandom()) : RedisValue();
}

RedisValue take(MemoryCall& call) {
  if (call.size() == 2) {
    return takeOne(call);
  }
  if (call.size() > 3) {
    failSyntax();
  }
  const std::size_t wanted = toCount(call[2]);
  RedisValue::List taken;
  if (const auto set = call.keys.edit<MemorySet>(call[1])) {
    for (std::size_t left = std::min(wanted, set->size()); left > 0; --left) {
      taken.emplace_back(set->takeRandom());
    }
  }
  return taken;
}

constexpr std::array COMMANDS{MemoryCommand{"sadd", -3, MemoryUse::MORE, add},
                              MemoryCommand{"srem", -3, MemoryUse::SAME, remove},
                              MemoryCommand{"smembers", 2, MemoryUse::SAME, members},
                              MemoryCommand{"sismember", 3, MemoryUse::SAME, isMember},
                              MemoryCommand{"scard", 2, MemoryUse::SAME, size},
                              MemoryCommand{"spop", -2, MemoryUse::SAME, take}};

}  // namespace

std::span<const MemoryCommand> memorySetCommands() { return COMMANDS; }

}  // namespace ignis
