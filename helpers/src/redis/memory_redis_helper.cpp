#include "ignis/helpers/redis/memory_redis_helper.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "redis/memory_broker.hpp"

namespace ignis {

MemoryRedisHelper::MemoryRedisHelper(MemoryRedisHelperOptions options)
    : MemoryRedisHelper(Passkey{}, options, MemoryBroker::shared(options.broker)) {
  getLogger().info(
      "[MemoryRedisHelper] Using the embedded broker, which reaches this process only | broker: {}",
      options_.broker);
}

MemoryRedisHelper::MemoryRedisHelper(Passkey, MemoryRedisHelperOptions options,
                                     std::shared_ptr<MemoryBroker> broker)
    : DefaultRedisHelper({.scope = "MemoryRedisHelper", .identifier = options.name}),
      options_(std::move(options)),
      broker_(std::move(broker)),
      status_(options_.autoConnect ? RedisStatus::READY : RedisStatus::WAIT) {}

MemoryRedisHelper::~MemoryRedisHelper() { broker_->unsubscribeAll(this); }

RedisStatus MemoryRedisHelper::status() const noexcept { return status_; }

Task<bool> MemoryRedisHelper::connect() {
  const RedisStatus before = status_.exchange(RedisStatus::READY);
  if (before == RedisStatus::READY) {
    getLogger().info("[connect] status: {} | Invalid redis status to invoke connect",
                     RedisStatuses::toName(before));
    co_return false;
  }
  co_return true;
}

Task<bool> MemoryRedisHelper::disconnect() {
  const RedisStatus before = status_.exchange(RedisStatus::END);
  if (before == RedisStatus::END) {
    getLogger().info("[disconnect] status: {} | Invalid redis status to invoke disconnect",
                     RedisStatuses::toName(before));
    co_return false;
  }
  broker_->unsubscribeAll(this);
  co_return true;
}

Task<void> MemoryRedisHelper::waitUntilReady() {
  requireConnection();
  co_return;
}

std::shared_ptr<DefaultRedisHelper> MemoryRedisHelper::duplicate() const {
  return std::make_shared<MemoryRedisHelper>(Passkey{}, options_, broker_);
}

void MemoryRedisHelper::listen(RedisHelperCallbacks) {}

void MemoryRedisHelper::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode) {
  requireConnection();
  if (arguments.size() == 3 && arguments[0] == "PUBLISH") {
    broker_->publish(arguments[1], arguments[2]);
    onReply(std::int64_t{0});
    return;
  }
  onReply(RedisValue::error("ERR unknown command"));
}

Task<void> MemoryRedisHelper::waitUntilSubscribed() { co_return; }

std::optional<std::size_t> MemoryRedisHelper::knownSubscribers(std::string_view) const {
  return std::nullopt;
}

void MemoryRedisHelper::addSubscription(TopicKind kind, RedisSubscribeOptions options) {
  requireConnection();
  const bool isPattern = kind == TopicKind::PATTERN;
  const std::string topic = options.topic;
  broker_->subscribe(this, isPattern,
                     std::make_shared<MemorySubscription>(std::move(options), isPattern,
                                                          EventLoop::current(), getLogger()));
  getLogger().info("[subscribe] Subscribed | topic: {}", topic);
}

void MemoryRedisHelper::removeSubscription(TopicKind kind, std::string_view topic) {
  const std::size_t removed = broker_->unsubscribe(this, kind == TopicKind::PATTERN, topic);
  getLogger().info("[unsubscribe] Unsubscribed from {} channel(s).", removed);
}

void MemoryRedisHelper::requireConnection() {
  RedisStatus status = RedisStatus::WAIT;
  if (!status_.compare_exchange_strong(status, RedisStatus::READY) && status == RedisStatus::END) {
    throw getError({.message = "Connection is closed."});
  }
}

}  // namespace ignis
