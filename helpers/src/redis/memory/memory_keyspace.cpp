#include "redis/memory/memory_keyspace.hpp"

#include <iterator>
#include <type_traits>

#include "ignis/di/application_error.hpp"

namespace ignis {

namespace {

/// What a key takes besides its text and value, roughly.
constexpr std::size_t KEY_BYTES = 160;
/// How many expired keys one command removes: more than it can add.
constexpr int SWEPT_KEYS = 16;

}  // namespace

void MemoryKeyspace::advance(Milliseconds now) {
  now_ = now;
  for (int swept = 0; swept < SWEPT_KEYS && !deadlines_.empty(); ++swept) {
    const auto [deadline, slot] = *deadlines_.begin();
    if (deadline > now_) {
      return;
    }
    erase(entries_.find(*slot));
  }
}

std::string_view MemoryKeyspace::typeOf(std::string_view key) {
  const Entry* const entry = findEntry(key);
  return entry == nullptr ? "none" : typeName(*entry);
}

void MemoryKeyspace::put(std::string_view key, std::string text) {
  Entry* entry = findEntry(key);
  if (entry == nullptr) {
    insert(key, std::move(text));
  } else {
    entry->value = std::move(text);
    setDeadline(key, std::nullopt);
  }
  settle(key);
}

bool MemoryKeyspace::erase(std::string_view key) {
  if (findEntry(key) == nullptr) {
    return false;
  }
  erase(entries_.find(slotOf(key)));
  return true;
}

void MemoryKeyspace::rename(std::string_view source, std::string_view target) {
  if (source == target) {
    return;
  }
  erase(target);
  Entry* const entry = findEntry(source);
  const std::optional<Milliseconds> deadline = entry->deadline;
  insert(target, std::move(entry->value));
  setDeadline(target, deadline);
  settle(target);
  erase(source);
}

void MemoryKeyspace::clear() {
  deadlines_.clear();
  entries_.clear();
  usedBytes_ = 0;
}

std::optional<MemoryKeyspace::Milliseconds> MemoryKeyspace::deadline(std::string_view key) {
  const Entry* const entry = findEntry(key);
  return entry == nullptr ? std::nullopt : entry->deadline;
}

void MemoryKeyspace::setDeadline(std::string_view key, std::optional<Milliseconds> deadline) {
  const auto entry = entries_.find(slotOf(key));
  if (entry->second.deadline) {
    deadlines_.erase({*entry->second.deadline, &entry->first});
  }
  entry->second.deadline = deadline;
  if (deadline) {
    deadlines_.emplace(*deadline, &entry->first);
  }
  if (hasExpired(entry->second)) {
    erase(entry);
  }
}

MemoryKeyspace::SlotView MemoryKeyspace::slotOf(std::string_view key) {
  return {SeededHash()(key), key};
}

std::string_view MemoryKeyspace::typeName(const Entry& entry) {
  return std::visit(
      []<class T>(const T&) -> std::string_view {
        if constexpr (std::is_same_v<T, std::string>) {
          return "string";
        } else {
          return T::TYPE;
        }
      },
      entry.value);
}

void MemoryKeyspace::refuseType() {
  throw getError({.message = "WRONGTYPE Operation against a key holding the wrong kind of value"});
}

MemoryKeyspace::Entry* MemoryKeyspace::findEntry(std::string_view key) {
  const auto entry = entries_.find(slotOf(key));
  if (entry == entries_.end()) {
    return nullptr;
  }
  if (hasExpired(entry->second)) {
    erase(entry);
    return nullptr;
  }
  return &entry->second;
}

MemoryKeyspace::Entry& MemoryKeyspace::insert(std::string_view key, Value value) {
  const SlotView slot = slotOf(key);
  Entry& entry = entries_[Slot{slot.hash, std::string(key)}];
  entry.value = std::move(value);
  return entry;
}

void MemoryKeyspace::settle(std::string_view key) {
  const auto entry = entries_.find(slotOf(key));
  if (entry == entries_.end()) {
    return;
  }
  const std::size_t content = std::visit(
      []<class T>(const T& value) -> std::size_t {
        if constexpr (std::is_same_v<T, std::string>) {
          return value.size();
        } else {
          return value.bytes();
        }
      },
      entry->second.value);
  // Only containers can be empty: a text keeps its key.
  if (content == 0 && !std::holds_alternative<std::string>(entry->second.value)) {
    erase(entry);
    return;
  }
  const std::size_t bytes = KEY_BYTES + key.size() + content;
  usedBytes_ += bytes;
  usedBytes_ -= std::exchange(entry->second.bytes, bytes);
}

void MemoryKeyspace::erase(Entries::iterator entry) {
  if (entry->second.deadline) {
    deadlines_.erase({*entry->second.deadline, &entry->first});
  }
  usedBytes_ -= entry->second.bytes;
  entries_.erase(entry);
}

}  // namespace ignis
