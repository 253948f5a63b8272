#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "redis/memory/memory_time.hpp"
#include "redis/memory/memory_values.hpp"

namespace ignis {

/// Keys with values of four types, some of which expire. An expired key is not there, whether it
/// has been removed already or not.
class MemoryKeyspace {
  struct Slot;
  struct Entry;

 public:
  using Milliseconds = std::chrono::milliseconds;

  /// A value while it is changed. At the end its bytes are counted, and it is gone when it is
  /// empty.
  template <class T>
  class Edit {
   public:
    Edit(MemoryKeyspace& keys, std::string_view key, T* value)
        : keys_(keys), key_(key), value_(value) {}
    Edit(const Edit&) = delete;
    Edit& operator=(const Edit&) = delete;
    ~Edit() {
      if (value_ != nullptr) {
        keys_.settle(key_);
      }
    }

    explicit operator bool() const noexcept { return value_ != nullptr; }
    T* operator->() const noexcept { return value_; }
    T& operator*() const noexcept { return *value_; }

   private:
    MemoryKeyspace& keys_;
    std::string_view key_;
    T* value_;
  };

  /// Begins a command: from here on it is `now`. Removes some of the keys that have expired.
  void advance(Milliseconds now);
  Milliseconds now() const noexcept { return now_; }

  /// Null when the key is missing. These throw when its value is of another type.
  template <class T>
  const T* find(std::string_view key) {
    return valueAs<T>(findEntry(key));
  }
  template <class T>
  Edit<T> edit(std::string_view key) {
    return Edit<T>(*this, key, valueAs<T>(findEntry(key)));
  }
  /// The key is made when it is missing.
  template <class T>
  Edit<T> editOrCreate(std::string_view key) {
    Entry* entry = findEntry(key);
    if (entry == nullptr) {
      entry = &insert(key, T());
    }
    return Edit<T>(*this, key, valueAs<T>(entry));
  }

  bool contains(std::string_view key) { return findEntry(key) != nullptr; }
  /// `string`, `hash`, `set`, `list` or `none`.
  std::string_view typeOf(std::string_view key);
  /// Replaces whatever there is, and its deadline.
  void put(std::string_view key, std::string text);
  bool erase(std::string_view key);
  /// The source has to exist; the target is replaced.
  void rename(std::string_view source, std::string_view target);
  void clear();

  /// When the key expires; nothing when it does not, or is missing.
  std::optional<Milliseconds> deadline(std::string_view key);
  /// Without a deadline the key stays for good. One that has passed removes the key. The key has to
  /// exist.
  void setDeadline(std::string_view key, std::optional<Milliseconds> deadline);

  /// Calls `visit` with about `count` keys from a cursor, 0 for the first; where to go on, or 0. A
  /// key that is there throughout is visited once.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, std::size_t count, Visit visit) const {
    auto entry = entries_.lower_bound(SlotView{cursor, {}});
    for (std::size_t visited = 0; entry != entries_.end(); ++entry, ++visited) {
      // Keys with the same hash belong to the same step: the cursor cannot tell them apart.
      if (visited >= count && entry->first.hash != std::prev(entry)->first.hash) {
        return entry->first.hash;
      }
      if (!hasExpired(entry->second)) {
        visit(std::string_view(entry->first.key), typeName(entry->second));
      }
    }
    return 0;
  }

  std::size_t size() const noexcept { return entries_.size(); }
  std::size_t usedBytes() const noexcept { return usedBytes_; }

 private:
  using Value = std::variant<std::string, MemoryHash, MemorySet, MemoryList>;

  /// Keys are kept by the hash: it is what a cursor of `scan` says.
  struct SlotView {
    std::uint64_t hash;
    std::string_view key;
  };
  struct Slot {
    std::uint64_t hash;
    std::string key;

    operator SlotView() const noexcept { return {hash, key}; }
  };
  struct SlotLess {
    using is_transparent = void;
    bool operator()(const SlotView& left, const SlotView& right) const noexcept {
      return left.hash != right.hash ? left.hash < right.hash : left.key < right.key;
    }
  };
  struct Entry {
    Value value;
    std::size_t bytes = 0;
    std::optional<Milliseconds> deadline{};
  };
  using Entries = std::map<Slot, Entry, SlotLess>;

  static SlotView slotOf(std::string_view key);
  static std::string_view typeName(const Entry& entry);
  [[noreturn]] static void refuseType();

  template <class T>
  static T* valueAs(Entry* entry) {
    if (entry == nullptr) {
      return nullptr;
    }
    T* const value = std::get_if<T>(&entry->value);
    if (value == nullptr) {
      refuseType();
    }
    return value;
  }

  bool hasExpired(const Entry& entry) const {
    return entry.deadline.has_value() && *entry.deadline <= now_;
  }
  Entry* findEntry(std::string_view key);
  Entry& insert(std::string_view key, Value value);
  void settle(std::string_view key);
  void erase(Entries::iterator entry);

  Entries entries_;
  std::set<std::pair<Milliseconds, const Slot*>> deadlines_;
  Milliseconds now_{};
  std::size_t usedBytes_ = 0;
};

}  // namespace ignis
