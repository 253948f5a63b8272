#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "ignis/helpers/redis/redis_message.hpp"

namespace ignis {

class EventLoop;
class Logger;

/// One published message, shared by all who get it.
struct PublishedMessage {
  std::string channel;
  std::string payload;
};

/// A handler with the messages that wait for it. Whoever finds it idle delivers, on the
/// subscriber's loop when it has one, so that the handler's calls never overlap or overtake each
/// other.
class MemorySubscription : public std::enable_shared_from_this<MemorySubscription> {
 public:
  MemorySubscription(RedisSubscribeOptions options, bool isPattern, EventLoop* loop,
                     Logger& logger);

  const std::string& topic() const noexcept { return options_.topic; }

  /// True when the caller has to call `deliver` afterwards.
  bool push(std::shared_ptr<const PublishedMessage> message);
  void deliver();
  /// Drops what waits. A call of the handler that is under way ends by itself.
  void cancel() noexcept { isCancelled_ = true; }

 private:
  /// Hands over what waits; true when more has come meanwhile.
  bool deliverWaiting();
  void call(const PublishedMessage& message) const;

  RedisSubscribeOptions options_;
  bool isPattern_;
  EventLoop* loop_;
  Logger& logger_;
  std::atomic<bool> isCancelled_ = false;
  std::mutex mutex_;
  std::deque<std::shared_ptr<const PublishedMessage>> waiting_;
  bool isDelivering_ = false;
};

}  // namespace ignis
