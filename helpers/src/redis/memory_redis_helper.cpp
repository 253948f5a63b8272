#include "ignis/helpers/redis/memory_redis_helper.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "redis/memory/memory_broker.hpp"
#include "redis/memory/memory_reply_queue.hpp"
#include "redis/redis_listeners.hpp"

namespace ignis {

namespace {

constexpr const char* CLOSED = "Connection is closed.";

}  // namespace

MemoryRedisHelper::MemoryRedisHelper(MemoryRedisHelperOptions options)
    : MemoryRedisHelper(Passkey{}, options, MemoryBroker::shared(options.broker)) {
  getLogger().info(
      "[MemoryRedisHelper] Using the embedded broker, which reaches this process only | broker: {}",
      options_.broker);
  listeners_->add(std::exchange(options_.callbacks, {}));
  listeners_->notify(&RedisHelperCallbacks::onInitialized);
  if (options_.autoConnect) {
    listeners_->notify(&RedisHelperCallbacks::onConnected);
    listeners_->notify(&RedisHelperCallbacks::onReady);
  }
}

MemoryRedisHelper::MemoryRedisHelper(Passkey, MemoryRedisHelperOptions options,
                                     std::shared_ptr<MemoryBroker> broker)
    : DefaultRedisHelper({.scope = "MemoryRedisHelper", .identifier = options.name}),
      options_(std::move(options)),
      broker_(std::move(broker)),
      listeners_(std::make_unique<RedisListeners>(*this)),
      replies_(std::make_unique<MemoryReplyQueue>()),
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
  announceReady();
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
  if (before == RedisStatus::READY) {
    listeners_->notify(&RedisHelperCallbacks::onClosed, CLOSED);
  }
  co_return true;
}

Task<void> MemoryRedisHelper::waitUntilReady() {
  requireConnection();
  co_return;
}

std::shared_ptr<DefaultRedisHelper> MemoryRedisHelper::duplicate() const {
  return std::make_shared<MemoryRedisHelper>(Passkey{}, options_, broker_);
}

void MemoryRedisHelper::listen(RedisHelperCallbacks callbacks) {
  listeners_->add(std::move(callbacks));
}

void MemoryRedisHelper::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode) {
  RedisValue reply = hasConnection() ? broker_->execute(arguments, options_.maxMemoryBytes)
                                     : RedisValue::error(CLOSED);
  if (EventLoop* const loop = EventLoop::current()) {
    replies_->push(*loop, std::move(onReply), std::move(reply));
  } else {
    onReply(std::move(reply));
  }
}

Task<void> MemoryRedisHelper::waitUntilSubscribed() {
  requireConnection();
  co_return;
}

std::optional<std::size_t> MemoryRedisHelper::knownSubscribers(std::string_view channel) const {
  return broker_->countSubscribers(channel);
}

void MemoryRedisHelper::addSubscription(TopicKind kind, RedisSubscribeOptions options) {
  requireConnection();
  const bool isPattern = kind == TopicKind::PATTERN;
  const std::string topic = options.topic;
  const std::size_t count = broker_->subscribe(
      this, isPattern,
      std::make_shared<RedisSubscription>(std::move(options), isPattern, getLogger()),
      EventLoop::current(), options_.maxPendingMessageBytes, getLogger());
  getLogger().info("[subscribe] Subscribed to {} channel(s). Listening to channel: {}", count,
                   topic);
}

void MemoryRedisHelper::removeSubscription(TopicKind kind, std::string_view topic) {
  const std::size_t removed = broker_->unsubscribe(this, kind == TopicKind::PATTERN, topic);
  getLogger().info("[unsubscribe] Unsubscribed from {} channel(s).", removed);
}

bool MemoryRedisHelper::hasConnection() {
  RedisStatus status = status_;
  if (status == RedisStatus::WAIT && status_.compare_exchange_strong(status, RedisStatus::READY)) {
    announceReady();
    return true;
  }
  return status != RedisStatus::END;
}

void MemoryRedisHelper::requireConnection() {
  if (!hasConnection()) {
    throw getError({.message = CLOSED});
  }
}

void MemoryRedisHelper::announceReady() {
  getLogger().info("Redis CONNECTED | Name: {}", name());
  listeners_->notify(&RedisHelperCallbacks::onConnected);
  getLogger().info("Redis READY | Name: {}", name());
  listeners_->notify(&RedisHelperCallbacks::onReady);
}

}  // namespace ignis
