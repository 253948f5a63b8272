#include "redis/client/subscription_table.hpp"

#include <utility>

namespace ignis {

void SubscriptionTable::add(bool isPattern, RedisSubscribeOptions options, EventLoop* loop) {
  auto subscription = std::make_shared<RedisSubscription>(std::move(options), isPattern, logger_);
  const std::lock_guard lock(mutex_);
  table_.add(this, isPattern, std::move(subscription), loop, limits_, logger_);
}

std::size_t SubscriptionTable::remove(bool isPattern, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  return table_.remove(this, isPattern, topic);
}

void SubscriptionTable::clear() {
  const std::lock_guard lock(mutex_);
  table_.removeAll(this);
}

bool SubscriptionTable::isEmpty() const {
  const std::lock_guard lock(mutex_);
  return table_.isEmpty();
}

bool SubscriptionTable::contains(bool isPattern, std::string_view topic) const {
  const std::lock_guard lock(mutex_);
  return table_.contains(isPattern, topic);
}

std::vector<RedisTopic> SubscriptionTable::topics() const {
  const std::lock_guard lock(mutex_);
  std::vector<RedisTopic> all;
  for (const bool isPattern : {false, true}) {
    for (std::string& name : table_.topics(isPattern)) {
      all.push_back({.isPattern = isPattern, .name = std::move(name)});
    }
  }
  return all;
}

void SubscriptionTable::deliver(bool isPattern, std::string_view topic, std::string_view channel,
                                std::string_view payload) const {
  // Handlers are called without the lock: they may subscribe.
  std::vector<RedisSubscriberTable::Group> groups;
  {
    const std::lock_guard lock(mutex_);
    table_.find(isPattern, topic,
                [&](const RedisSubscriberTable::Group& group) { groups.push_back(group); });
  }
  std::shared_ptr<const PublishedMessage> message;
  for (const RedisSubscriberTable::Group& group : groups) {
    if (group.delivery->loop() == nullptr) {
      for (const auto& subscription : *group.subscriptions) {
        subscription->call(channel, payload);
      }
      continue;
    }
    if (!message) {
      message = std::make_shared<const PublishedMessage>(
          PublishedMessage{.channel = std::string(channel), .payload = std::string(payload)});
    }
    if (group.delivery->push(message, group.subscriptions)) {
      group.delivery->deliver();
    }
  }
}

}  // namespace ignis
