#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis::socket_io {

/// For a table that only one thread uses.
struct NoMutex {
  void lock() noexcept {}
  void unlock() noexcept {}
};

/// Handlers of events, in the order of registration. A handler may add and remove handlers, its own
/// included: what was removed is destroyed when no dispatch is under way. With a mutex handlers may
/// be added and removed on other threads than the one that dispatches.
template <class Handler, class Mutex = NoMutex>
class ListenerTable {
 public:
  using Id = std::uint64_t;

  struct Flags {
    bool isOnce = false;
    bool isPrepended = false;
  };

  Id add(std::string_view event, std::unique_ptr<Handler> handler, Flags flags) {
    std::unique_lock lock(mutex_);
    const Id id = ++lastId_;
    (flags.isPrepended ? prepended_ : entries_)
        .push_back({.event = std::string(event),
                    .handler = std::move(handler),
                    .id = id,
                    .isOnce = flags.isOnce});
    sweep(lock);
    return id;
  }

  bool has(std::string_view event) const {
    const std::lock_guard lock(mutex_);
    const auto isMeant = [event](const Entry& entry) {
      return entry.event == event && !entry.isRemoved;
    };
    return std::any_of(entries_.begin(), entries_.end(), isMeant) ||
           std::any_of(prepended_.begin(), prepended_.end(), isMeant);
  }

  void remove(Id id) {
    removeIf([id](const Entry& entry) { return entry.id == id; });
  }
  void remove(std::string_view event) {
    removeIf([event](const Entry& entry) { return entry.event == event; });
  }
  void clear() {
    removeIf([](const Entry&) { return true; });
  }

  /// Calls `call` with the handlers that are registered under `name`; it does not throw. A handler
  /// that is added by a handler waits for the next event.
  template <class Call>
  void dispatch(std::string_view name, Call call) {
    std::unique_lock lock(mutex_);
    ++depth_;
    const std::size_t count = entries_.size();
    for (std::size_t index = 0; index < count; ++index) {
      Entry& entry = entries_[index];
      if (entry.isRemoved || entry.event != name) {
        continue;
      }
      if (entry.isOnce) {
        entry.isRemoved = true;
        hasRemoved_ = true;
      }
      // The entry may move while its handler runs, the handler itself does not.
      Handler& handler = *entry.handler;
      lock.unlock();
      call(handler);
      lock.lock();
    }
    --depth_;
    sweep(lock);
  }

 private:
  struct Entry {
    std::string event;
    std::unique_ptr<Handler> handler;
    Id id;
    bool isOnce;
    bool isRemoved = false;
  };

  template <class Predicate>
  void removeIf(Predicate isMeant) {
    std::unique_lock lock(mutex_);
    for (std::vector<Entry>* const entries : {&entries_, &prepended_}) {
      for (Entry& entry : *entries) {
        if (isMeant(entry)) {
          entry.isRemoved = true;
          hasRemoved_ = true;
        }
      }
    }
    sweep(lock);
  }

  /// The lock may be released by this.
  void sweep(std::unique_lock<Mutex>& lock) {
    if (depth_ > 0) {
      return;
    }
    for (Entry& entry : std::exchange(prepended_, {})) {
      entries_.insert(entries_.begin(), std::move(entry));
    }
    if (!std::exchange(hasRemoved_, false)) {
      return;
    }
    std::vector<Entry> removed;
    std::vector<Entry> kept;
    for (Entry& entry : entries_) {
      (entry.isRemoved ? removed : kept).push_back(std::move(entry));
    }
    entries_ = std::move(kept);
    // What handlers own may call back while it is destroyed: the table is in order by then.
    lock.unlock();
  }

  mutable Mutex mutex_;
  std::vector<Entry> entries_;
  std::vector<Entry> prepended_;  ///< while handlers run, last come first
  Id lastId_ = 0;
  unsigned depth_ = 0;
  bool hasRemoved_ = false;
};

}  // namespace ignis::socket_io
