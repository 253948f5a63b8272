#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "redis/memory_subscription.hpp"

namespace ignis {

/// A channel, or a pattern of channels.
struct RedisTopic {
  bool isPattern;
  std::string name;
};

/// Who listens to what. Any thread.
class SubscriptionTable {
 public:
  void add(bool isPattern, std::shared_ptr<MemorySubscription> subscription);
  /// Forgets all of the topic at once, also for messages on their way; how many there were.
  std::size_t remove(bool isPattern, std::string_view topic);
  void clear();

  bool isEmpty() const;
  bool contains(bool isPattern, std::string_view topic) const;
  std::vector<RedisTopic> topics() const;

  /// Calls who listens to the topic: a channel, or the pattern that `channel` has matched.
  void deliver(bool isPattern, std::string_view topic, std::string_view channel,
               std::string_view payload) const;

 private:
  using Subscriptions = std::vector<std::shared_ptr<MemorySubscription>>;

  mutable std::mutex mutex_;
  /// Channels, then patterns. The lists are copied when they change: they are read without the
  /// lock.
  std::array<StringMap<std::shared_ptr<const Subscriptions>>, 2> topics_;
};

}  // namespace ignis
