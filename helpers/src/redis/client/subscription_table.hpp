#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "redis/redis_subscriber_table.hpp"

namespace ignis {

/// A channel, or a pattern of channels.
struct RedisTopic {
  bool isPattern;
  std::string name;
};

/// Who listens to what on one connection. Any thread, but for `deliver`.
class SubscriptionTable {
 public:
  SubscriptionTable(std::size_t maxPendingBytes, Logger& logger)
      : limits_{.maxPendingBytes = maxPendingBytes}, logger_(logger) {}

  /// Messages are handed over on `loop`, or where they come in when it is null.
  void add(bool isPattern, RedisSubscribeOptions options, EventLoop* loop);
  /// Forgets all of the topic at once, also for messages on their way; how many there were.
  std::size_t remove(bool isPattern, std::string_view topic);
  void clear();

  bool isEmpty() const;
  bool contains(bool isPattern, std::string_view topic) const;
  std::vector<RedisTopic> topics() const;

  /// Calls who listens to the topic: a channel, or the pattern that `channel` has matched. On the
  /// connection's loop.
  void deliver(bool isPattern, std::string_view topic, std::string_view channel,
               std::string_view payload) const;

 private:
  const RedisSubscriberTable::Limits limits_;
  Logger& logger_;
  mutable std::mutex mutex_;
  RedisSubscriberTable table_;
};

}  // namespace ignis
