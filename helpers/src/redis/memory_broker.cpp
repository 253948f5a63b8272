#include "redis/memory_broker.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "redis/glob_pattern.hpp"

namespace ignis {

std::shared_ptr<MemoryBroker> MemoryBroker::shared(const std::string& name) {
  // What a server at a known address is to other brokers: a place that all who know its name reach.
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<MemoryBroker>> brokers;
  const std::lock_guard lock(mutex);
  std::weak_ptr<MemoryBroker>& known = brokers[name];
  std::shared_ptr<MemoryBroker> broker = known.lock();
  if (broker == nullptr) {
    broker = std::make_shared<MemoryBroker>();
    known = broker;
  }
  return broker;
}

void MemoryBroker::publish(std::string_view channel, std::string_view payload) {
  std::vector<std::shared_ptr<MemorySubscription>> idle;
  {
    // Queued under the lock, so that all subscribers see one order; delivered after it.
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const PublishedMessage> message;
    const auto push = [&](const Entry& entry) {
      if (message == nullptr) {
        message = std::make_shared<const PublishedMessage>(
            PublishedMessage{.channel = std::string(channel), .payload = std::string(payload)});
      }
      if (entry.subscription->push(message)) {
        idle.push_back(entry.subscription);
      }
    };
    if (const auto found = channels_.find(channel); found != channels_.end()) {
      std::ranges::for_each(found->second, push);
    }
    for (const Entry& entry : patterns_) {
      if (matchesGlob(entry.subscription->topic(), channel)) {
        push(entry);
      }
    }
  }
  for (const auto& subscription : idle) {
    subscription->deliver();
  }
}

void MemoryBroker::subscribe(const void* owner, bool isPattern,
                             std::shared_ptr<MemorySubscription> subscription) {
  const std::lock_guard lock(mutex_);
  Entries& entries = isPattern ? patterns_ : channels_[subscription->topic()];
  entries.push_back({.owner = owner, .subscription = std::move(subscription)});
}

std::size_t MemoryBroker::unsubscribe(const void* owner, bool isPattern, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  if (isPattern) {
    return removeOf(patterns_, owner, topic);
  }
  const auto found = channels_.find(topic);
  if (found == channels_.end()) {
    return 0;
  }
  const std::size_t removed = removeOf(found->second, owner, topic);
  if (found->second.empty()) {
    channels_.erase(found);
  }
  return removed;
}

void MemoryBroker::unsubscribeAll(const void* owner) {
  const std::lock_guard lock(mutex_);
  removeOf(patterns_, owner, {});
  for (auto channel = channels_.begin(); channel != channels_.end();) {
    removeOf(channel->second, owner, {});
    channel = channel->second.empty() ? channels_.erase(channel) : std::next(channel);
  }
}

std::size_t MemoryBroker::removeOf(Entries& entries, const void* owner, std::string_view topic) {
  return std::erase_if(entries, [&](const Entry& entry) {
    const bool isMeant =
        entry.owner == owner && (topic.empty() || entry.subscription->topic() == topic);
    if (isMeant) {
      entry.subscription->cancel();
    }
    return isMeant;
  });
}

}  // namespace ignis
