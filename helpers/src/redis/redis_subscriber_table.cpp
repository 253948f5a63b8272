#include "redis/redis_subscriber_table.hpp"

#include <algorithm>
#include <iterator>

namespace ignis {

std::size_t RedisSubscriberTable::add(const void* owner, bool isPattern,
                                      std::shared_ptr<RedisSubscription> subscription,
                                      EventLoop* loop, const Limits& limits, Logger& logger) {
  Topic& topic = (isPattern ? patterns_ : channels_)[subscription->topic()];
  std::size_t& topicCount = topicCounts_[owner];
  if (!hasOwner(topic, owner)) {
    ++topic.owners;
    ++topicCount;
  }
  const auto delivery = deliveryOf(owner, loop, limits, logger);
  const auto group = std::ranges::find(topic.groups, delivery, &Group::delivery);
  if (group == topic.groups.end()) {
    topic.groups.push_back(
        {.owner = owner,
         .delivery = delivery,
         .subscriptions = std::make_shared<const RedisSubscriptions>(1, std::move(subscription))});
    return topicCount;
  }
  RedisSubscriptions subscriptions = *group->subscriptions;
  subscriptions.push_back(std::move(subscription));
  group->subscriptions = std::make_shared<const RedisSubscriptions>(std::move(subscriptions));
  return topicCount;
}

std::size_t RedisSubscriberTable::remove(const void* owner, bool isPattern,
                                         std::string_view topic) {
  Topics& topics = isPattern ? patterns_ : channels_;
  const auto found = topics.find(topic);
  if (found == topics.end()) {
    return 0;
  }
  const std::size_t removed = removeFrom(found->second, owner);
  if (found->second.groups.empty()) {
    topics.erase(found);
  }
  return removed;
}

void RedisSubscriberTable::removeAll(const void* owner) {
  for (Topics* const topics : {&channels_, &patterns_}) {
    for (auto topic = topics->begin(); topic != topics->end();) {
      removeFrom(topic->second, owner);
      topic = topic->second.groups.empty() ? topics->erase(topic) : std::next(topic);
    }
  }
  topicCounts_.erase(owner);
  std::erase_if(deliveries_, [&](const auto& entry) { return entry.first.first == owner; });
}

std::size_t RedisSubscriberTable::countOwners(std::string_view channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? 0 : found->second.owners;
}

std::vector<std::string> RedisSubscriberTable::topics(bool isPattern) const {
  std::vector<std::string> names;
  for (const auto& [name, topic] : isPattern ? patterns_ : channels_) {
    names.push_back(name);
  }
  return names;
}

std::size_t RedisSubscriberTable::removeFrom(Topic& topic, const void* owner) {
  if (!hasOwner(topic, owner)) {
    return 0;
  }
  --topic.owners;
  --topicCounts_[owner];
  std::size_t removed = 0;
  std::erase_if(topic.groups, [&](const Group& group) {
    if (group.owner != owner) {
      return false;
    }
    for (const auto& subscription : *group.subscriptions) {
      subscription->cancel();
      ++removed;
    }
    return true;
  });
  return removed;
}

bool RedisSubscriberTable::hasOwner(const Topic& topic, const void* owner) {
  return std::ranges::find(topic.groups, owner, &Group::owner) != topic.groups.end();
}

std::shared_ptr<RedisDelivery> RedisSubscriberTable::deliveryOf(const void* owner, EventLoop* loop,
                                                                const Limits& limits,
                                                                Logger& logger) {
  std::weak_ptr<RedisDelivery>& known = deliveries_[{owner, loop}];
  std::shared_ptr<RedisDelivery> delivery = known.lock();
  if (delivery == nullptr) {
    delivery = std::make_shared<RedisDelivery>(loop, limits.maxPendingBytes, logger);
    known = delivery;
  }
  return delivery;
}

}  // namespace ignis
