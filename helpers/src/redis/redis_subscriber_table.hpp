#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "redis/glob_pattern.hpp"
#include "redis/redis_delivery.hpp"
#include "redis/redis_subscription.hpp"

namespace ignis {

/// Who listens to which channels and patterns. Owners are the connections that subscribe. Whoever
/// has the table keeps threads apart.
class RedisSubscriberTable {
 public:
  /// The handlers of one topic that share a queue. The list is never changed, only replaced, so
  /// that a message on its way keeps the one that it was published to.
  struct Group {
    const void* owner;
    std::shared_ptr<RedisDelivery> delivery;
    std::shared_ptr<const RedisSubscriptions> subscriptions;
  };
  struct Limits {
    std::size_t maxPendingBytes;  ///< of the messages on their way to one loop
  };

  /// How many topics the owner listens to with it.
  std::size_t add(const void* owner, bool isPattern,
                  std::shared_ptr<RedisSubscription> subscription, EventLoop* loop,
                  const Limits& limits, Logger& logger);
  /// Cancels them; how many there were.
  std::size_t remove(const void* owner, bool isPattern, std::string_view topic);
  void removeAll(const void* owner);

  /// Calls `function` with all groups that get a message on the channel, those that name it first.
  /// How many connections get it, those with a pattern in addition.
  template <class Function>
  std::size_t match(std::string_view channel, Function function) const {
    std::size_t receivers = 0;
    if (const auto found = channels_.find(channel); found != channels_.end()) {
      receivers += visit(found->second, function);
    }
    for (const auto& [pattern, topic] : patterns_) {
      if (matchesGlob(pattern, channel)) {
        receivers += visit(topic, function);
      }
    }
    return receivers;
  }

  /// Calls `function` with the groups of one topic: when somebody else has done the matching.
  template <class Function>
  void find(bool isPattern, std::string_view topic, Function function) const {
    const Topics& topics = isPattern ? patterns_ : channels_;
    if (const auto found = topics.find(topic); found != topics.end()) {
      visit(found->second, function);
    }
  }
  bool contains(bool isPattern, std::string_view topic) const {
    return (isPattern ? patterns_ : channels_).contains(topic);
  }
  bool isEmpty() const noexcept { return channels_.empty() && patterns_.empty(); }

  /// How many connections listen to the channel by its name.
  std::size_t countOwners(std::string_view channel) const;
  /// All topics that somebody listens to, in any order.
  std::vector<std::string> topics(bool isPattern) const;
  std::size_t countPatterns() const noexcept { return patterns_.size(); }

 private:
  struct Topic {
    std::vector<Group> groups;
    std::size_t owners = 0;
  };
  using Topics = StringMap<Topic>;

  template <class Function>
  static std::size_t visit(const Topic& topic, Function& function) {
    for (const Group& group : topic.groups) {
      function(group);
    }
    return topic.owners;
  }
  std::size_t removeFrom(Topic& topic, const void* owner);
  static bool hasOwner(const Topic& topic, const void* owner);
  std::shared_ptr<RedisDelivery> deliveryOf(const void* owner, EventLoop* loop,
                                            const Limits& limits, Logger& logger);

  Topics channels_;
  Topics patterns_;
  std::map<const void*, std::size_t> topicCounts_;  ///< by owner
  /// Gone with the last subscription that uses it.
  std::map<std::pair<const void*, EventLoop*>, std::weak_ptr<RedisDelivery>> deliveries_;
};

}  // namespace ignis
