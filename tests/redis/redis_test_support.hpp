#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/helpers/redis/redis_helper.hpp"

namespace ignis::test {

/// Waits until something has become true, which nobody tells us of. Throws when it does not.
inline Task<void> until(std::function<bool()> condition) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("it has not come true");
    }
    timer.expires_after(std::chrono::milliseconds(2));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

/// What the task throws; empty when it throws nothing.
template <class T>
Task<std::string> errorOf(Task<T> task) {
  try {
    co_await std::move(task);
    co_return std::string();
  } catch (const std::exception& error) {
    co_return std::string(error.what());
  }
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// What has happened, in order. Any thread.
class Events {
 public:
  void add(std::string event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  std::size_t count(std::string_view event) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(events_.begin(), events_.end(), event));
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> events_;
};

/// Short waits, for servers on loopback.
inline RedisHelperOptions optionsFor(std::uint16_t port) {
  RedisHelperOptions options{.name = "test", .port = port};
  options.retryDelay = std::chrono::milliseconds(10);
  options.retryDelayMax = std::chrono::milliseconds(40);
  return options;
}

inline RedisSubscribeOptions intoEvents(std::string topic, Events& events) {
  return {.topic = std::move(topic), .onMessage = [&events](const RedisMessage& message) {
            events.add(std::string(message.payload));
          }};
}

inline RedisHelperCallbacks statusesInto(Events& events) {
  return {
      .onInitialized = [&](const RedisHelperEvent&) { events.add("initialized"); },
      .onConnected = [&](const RedisHelperEvent&) { events.add("connected"); },
      .onReady = [&](const RedisHelperEvent&) { events.add("ready"); },
      .onError = [&](const RedisHelperEvent&) { events.add("error"); },
      .onClosed = [&](const RedisHelperEvent&) { events.add("closed"); },
  };
}

}  // namespace ignis::test
