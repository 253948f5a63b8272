#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

RedisValue pushFront(MemoryCall& call) {
  const auto list = call.keys.editOrCreate<MemoryList>(call[1]);
  for (const std::string_view element : call.arguments.subspan(2)) {
    list->pushFront(element);
  }
  return toReply(list->size());
}

RedisValue pushBack(MemoryCall& call) {
  const auto list = call.keys.editOrCreate<MemoryList>(call[1]);
  for (const std::string_view element : call.arguments.subspan(2)) {
    list->pushBack(element);
  }
  return toReply(list->size());
}

RedisValue pop(MemoryCall& call, std::string (MemoryList::*take)(), std::string_view command) {
  if (call.size() > 3) {
    failArity(command);
  }
  const bool isList = call.size() == 3;
  const std::size_t wanted = isList ? toCount(call[2]) : 1;
  const auto list = call.keys.edit<MemoryList>(call[1]);
  if (!list) {
    return {};
  }
  if (!isList) {
    return ((*list).*take)();
  }
  RedisValue::List taken;
  for (std::size_t left = std::min(wanted, list->size()); left > 0; --left) {
    taken.emplace_back(((*list).*take)());
  }
  return taken;
}

RedisValue popFront(MemoryCall& call) { return pop(call, &MemoryList::popFront, "lpop"); }
RedisValue popBack(MemoryCall& call) { return pop(call, &MemoryList::popBack, "rpop"); }

RedisValue range(MemoryCall& call) {
  const std::int64_t start = toInteger(call[2]);
  const std::int64_t stop = toInteger(call[3]);
  RedisValue::List elements;
  if (const MemoryList* const list = call.keys.find<MemoryList>(call[1])) {
    const Range wanted = toRange(start, stop, list->size());
    for (std::size_t index = wanted.first; index < wanted.first + wanted.count; ++index) {
      elements.emplace_back((*list)[index]);
    }
  }
  return elements;
}

RedisValue length(MemoryCall& call) {
  const MemoryList* const list = call.keys.find<MemoryList>(call[1]);
  return toReply(list == nullptr ? std::size_t{0} : list->size());
}

/// The first so many, the last so many when the number is negative, all when it is 0.
RedisValue remove(MemoryCall& call) {
  const std::int64_t count = toInteger(call[2]);
  const auto list = call.keys.edit<MemoryList>(call[1]);
  if (!list) {
    return toReply(std::size_t{0});
  }
  const auto magnitude =
      count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  const std::size_t limit = count == 0 ? std::numeric_limits<std::size_t>::max() : magnitude;
  return toReply(list->remove(call[3], limit, count < 0));
}

RedisValue trim(MemoryCall& call) {
  const std::int64_t start = toInteger(call[2]);
  const std::int64_t stop = toInteger(call[3]);
  if (const auto list = call.keys.edit<MemoryList>(call[1])) {
    const Range kept = toRange(start, stop, list->size());
    list->trim(kept.first, kept.count);
  }
  return ok();
}

RedisValue at(MemoryCall& call) {
  const MemoryList* const list = call.keys.find<MemoryList>(call[1]);
  if (list == nullptr) {
    return {};
  }
  const std::int64_t wanted = toInteger(call[2]);
  const auto length = static_cast<std::int64_t>(list->size());
  const std::int64_t index = wanted < 0 ? wanted + length : wanted;
  return index < 0 || index >= length ? RedisValue()
                                      : RedisValue((*list)[static_cast<std::size_t>(index)]);
}

constexpr std::array COMMANDS{MemoryCommand{"lpush", -3, MemoryUse::MORE, pushFront},
                              MemoryCommand{"rpush", -3, MemoryUse::MORE, pushBack},
                              MemoryCommand{"lpop", -2, MemoryUse::SAME, popFront},
                              MemoryCommand{"rpop", -2, MemoryUse::SAME, popBack},
                              MemoryCommand{"lrange", 4, MemoryUse::SAME, range},
                              MemoryCommand{"llen", 2, MemoryUse::SAME, length},
                              MemoryCommand{"lrem", 4, MemoryUse::SAME, remove},
                              MemoryCommand{"ltrim", 4, MemoryUse::SAME, trim},
                              MemoryCommand{"lindex", 3, MemoryUse::SAME, at}};

}  // namespace

std::span<const MemoryCommand> memoryListCommands() { return COMMANDS; }

}  // namespace ignis
