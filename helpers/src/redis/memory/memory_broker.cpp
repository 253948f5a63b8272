#include "redis/memory/memory_broker.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace {

MemoryTime currentTime() {
  using std::chrono::duration_cast;
  return {.steady = duration_cast<std::chrono::milliseconds>(
              std::chrono::steady_clock::now().time_since_epoch()),
          .wall = duration_cast<std::chrono::microseconds>(
              std::chrono::system_clock::now().time_since_epoch())};
}

}  // namespace

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

RedisValue MemoryBroker::execute(RedisArguments arguments, std::size_t maxMemoryBytes) {
  if (!arguments.empty() && ascii::iequals(arguments.front(), "PUBLISH")) {
    return publish(arguments);
  }
  const std::lock_guard lock(mutex_);
  if (!arguments.empty() && ascii::iequals(arguments.front(), "PUBSUB")) {
    return answerPubSub(arguments);
  }
  return database_.execute(arguments, currentTime(), maxMemoryBytes);
}

std::size_t MemoryBroker::subscribe(const void* owner, bool isPattern,
                                    std::shared_ptr<RedisSubscription> subscription,
                                    EventLoop* loop, std::size_t maxPendingBytes, Logger& logger) {
  const std::lock_guard lock(mutex_);
  return subscribers_.add(owner, isPattern, std::move(subscription), loop,
                          {.maxPendingBytes = maxPendingBytes}, logger);
}

std::size_t MemoryBroker::unsubscribe(const void* owner, bool isPattern, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  return subscribers_.remove(owner, isPattern, topic);
}

void MemoryBroker::unsubscribeAll(const void* owner) {
  const std::lock_guard lock(mutex_);
  subscribers_.removeAll(owner);
}

std::size_t MemoryBroker::countSubscribers(std::string_view channel) const {
  const std::lock_guard lock(mutex_);
  return subscribers_.countOwners(channel);
}

RedisValue MemoryBroker::publish(RedisArguments arguments) {
  if (arguments.size() != 3) {
    return MemoryDatabase::wrongArity("publish");
  }
  std::vector<std::shared_ptr<RedisDelivery>> idle;
  std::size_t receivers = 0;
  {
    // Queued under the lock, so that all subscribers see one order; delivered after it.
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const PublishedMessage> message;
    receivers = subscribers_.match(arguments[1], [&](const RedisSubscriberTable::Group& group) {
      if (message == nullptr) {
        message = std::make_shared<const PublishedMessage>(PublishedMessage{
            .channel = std::string(arguments[1]), .payload = std::string(arguments[2])});
      }
      if (group.delivery->push(message, group.subscriptions)) {
        idle.push_back(group.delivery);
      }
    });
  }
  RedisDelivery::deliverAll(std::move(idle));
  return static_cast<std::int64_t>(receivers);
}

RedisValue MemoryBroker::answerPubSub(RedisArguments arguments) const {
  const std::string_view subcommand = arguments.size() > 1 ? arguments[1] : std::string_view();
  const RedisArguments rest = arguments.subspan(std::min<std::size_t>(arguments.size(), 2));
  if (subcommand.empty()) {
    return MemoryDatabase::wrongArity("pubsub");
  }
  if (ascii::iequals(subcommand, "CHANNELS")) {
    if (rest.size() > 1) {
      return MemoryDatabase::wrongArity("pubsub|channels");
    }
    RedisValue::List names;
    for (std::string& name : subscribers_.topics(false)) {
      if (rest.empty() || matchesGlob(rest.front(), name)) {
        names.emplace_back(std::move(name));
      }
    }
    return names;
  }
  if (ascii::iequals(subcommand, "NUMSUB")) {
    RedisValue::List counts;
    for (const std::string_view channel : rest) {
      counts.emplace_back(std::string(channel));
      counts.emplace_back(static_cast<std::int64_t>(subscribers_.countOwners(channel)));
    }
    return counts;
  }
  if (ascii::iequals(subcommand, "NUMPAT")) {
    if (!rest.empty()) {
      return MemoryDatabase::wrongArity("pubsub|numpat");
    }
    return static_cast<std::int64_t>(subscribers_.countPatterns());
  }
  return RedisValue::error("ERR unknown subcommand '" + std::string(subcommand) +
                           "'. Try PUBSUB HELP.");
}

}  // namespace ignis
