#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "redis/redis_subscription.hpp"

namespace ignis {

class EventLoop;

/// One published message, shared by all who get it.
struct PublishedMessage {
  std::string channel;
  std::string payload;
};

/// The messages on their way to the handlers that one connection has on one loop, or on none.
/// Whoever finds the queue idle delivers it, on its loop when it has one: the calls of a handler
/// neither overlap nor overtake each other, and a burst costs one post.
class RedisDelivery : public std::enable_shared_from_this<RedisDelivery> {
 public:
  RedisDelivery(EventLoop* loop, std::size_t maxPendingBytes, Logger& logger);

  EventLoop* loop() const noexcept { return loop_; }

  /// True when the caller has to call `deliver` afterwards. A message that does not fit is dropped
  /// and counted.
  bool push(std::shared_ptr<const PublishedMessage> message,
            std::shared_ptr<const RedisSubscriptions> subscriptions);
  void deliver();
  /// `deliver` of each, with one post for all on the same loop.
  static void deliverAll(std::vector<std::shared_ptr<RedisDelivery>> deliveries);

  /// How many messages did not fit so far.
  std::uint64_t dropped() const;

 private:
  struct Entry {
    std::shared_ptr<const PublishedMessage> message;
    std::shared_ptr<const RedisSubscriptions> subscriptions;
  };

  static void post(EventLoop& loop, std::vector<std::shared_ptr<RedisDelivery>> deliveries);
  /// Hands over what waits; true when more has come meanwhile.
  bool deliverWaiting();
  void takeWaiting();

  EventLoop* loop_;
  std::size_t maxPendingBytes_;
  Logger& logger_;
  std::vector<Entry> batch_;  ///< of whoever delivers

  mutable std::mutex mutex_;
  std::vector<Entry> waiting_;
  std::size_t waitingBytes_ = 0;
  bool isDelivering_ = false;
  std::uint64_t dropped_ = 0;
  std::uint64_t droppedBefore_ = 0;  ///< when the log last said so
};

}  // namespace ignis
