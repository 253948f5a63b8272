#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

namespace ignis::test {

/// What happens elsewhere, for a test on another thread to wait for.
class EventQueue {
 public:
  void add(std::string event) {
    // Told under the lock: whoever has been told may destroy this.
    const std::scoped_lock lock(mutex_);
    events_.push_back(std::move(event));
    added_.notify_one();
  }
  /// The next one; throws when nothing happens.
  std::string next() {
    std::unique_lock lock(mutex_);
    if (!added_.wait_for(lock, std::chrono::seconds{10}, [this] { return !events_.empty(); })) {
      throw std::runtime_error("nothing happened");
    }
    std::string event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  bool isEmpty() const {
    const std::scoped_lock lock(mutex_);
    return events_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::string> events_;
};

}  // namespace ignis::test
