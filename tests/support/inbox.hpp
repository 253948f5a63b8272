#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ignis::test {

/// What threads of others have to say to a test, which waits for it.
class Inbox {
 public:
  void add(std::string entry) {
    // Told under the lock: whoever has been told may destroy this.
    const std::scoped_lock lock(mutex_);
    entries_.push_back(std::move(entry));
    added_.notify_all();
  }
  /// The oldest entry, taken out.
  std::string next(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    std::unique_lock lock(mutex_);
    if (!added_.wait_for(lock, patience, [this] { return !entries_.empty(); })) {
      throw std::runtime_error("nothing has come");
    }
    std::string entry = std::move(entries_.front());
    entries_.pop_front();
    return entry;
  }
  /// Takes entries out until one begins with `beginning`, which is returned.
  std::string skipTo(std::string_view beginning) {
    while (true) {
      std::string entry = next();
      if (entry.starts_with(beginning)) {
        return entry;
      }
    }
  }
  bool isEmpty() const {
    const std::scoped_lock lock(mutex_);
    return entries_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::string> entries_;
};

}  // namespace ignis::test
