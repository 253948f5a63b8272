#include "redis/client/subscription_table.hpp"

#include <utility>

namespace ignis {

void SubscriptionTable::add(bool isPattern, std::shared_ptr<MemorySubscription> subscription) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Subscriptions>& list = topics_[isPattern][subscription->topic()];
  auto longer = list ? std::make_shared<Subscriptions>(*list) : std::make_shared<Subscriptions>();
  longer->push_back(std::move(subscription));
  list = std::move(longer);
}

std::size_t SubscriptionTable::remove(bool isPattern, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  const auto found = topics_[isPattern].find(topic);
  if (found == topics_[isPattern].end()) {
    return 0;
  }
  const auto removed = std::move(found->second);
  topics_[isPattern].erase(found);
  for (const auto& subscription : *removed) {
    subscription->cancel();
  }
  return removed->size();
}

void SubscriptionTable::clear() {
  const std::lock_guard lock(mutex_);
  for (auto& topics : topics_) {
    for (const auto& [topic, subscriptions] : topics) {
      for (const auto& subscription : *subscriptions) {
        subscription->cancel();
      }
    }
    topics.clear();
  }
}

bool SubscriptionTable::isEmpty() const {
  const std::lock_guard lock(mutex_);
  return topics_[0].empty() && topics_[1].empty();
}

bool SubscriptionTable::contains(bool isPattern, std::string_view topic) const {
  const std::lock_guard lock(mutex_);
  return topics_[isPattern].contains(topic);
}

std::vector<RedisTopic> SubscriptionTable::topics() const {
  const std::lock_guard lock(mutex_);
  std::vector<RedisTopic> all;
  for (const bool isPattern : {false, true}) {
    for (const auto& [topic, subscriptions] : topics_[isPattern]) {
      all.push_back({.isPattern = isPattern, .name = topic});
    }
  }
  return all;
}

void SubscriptionTable::deliver(bool isPattern, std::string_view topic, std::string_view channel,
                                std::string_view payload) const {
  std::shared_ptr<const Subscriptions> subscriptions;
  {
    const std::lock_guard lock(mutex_);
    const auto found = topics_[isPattern].find(topic);
    if (found == topics_[isPattern].end()) {
      return;
    }
    subscriptions = found->second;
  }
  const auto message = std::make_shared<const PublishedMessage>(
      PublishedMessage{.channel = std::string(channel), .payload = std::string(payload)});
  for (const auto& subscription : *subscriptions) {
    if (subscription->push(message)) {
      subscription->deliver();
    }
  }
}

}  // namespace ignis
