#include "ignis/helpers/redis/default_redis_helper.hpp"

#include <exception>
#include <utility>

namespace ignis {

DefaultRedisHelper::~DefaultRedisHelper() = default;

Task<RedisValue> DefaultRedisHelper::request(RedisArguments) { co_return RedisValue(); }

Task<std::int64_t> DefaultRedisHelper::publish(std::string_view channel, std::string_view payload) {
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  send(arguments, [](const RedisValue&) {});
  co_return 0;
}

Task<std::int64_t> DefaultRedisHelper::countSubscribers(std::string_view) { co_return 0; }

Task<std::vector<std::string>> DefaultRedisHelper::channels(std::string_view) {
  co_return std::vector<std::string>();
}

std::optional<std::size_t> DefaultRedisHelper::knownSubscribers(std::string_view) const {
  return std::nullopt;
}

void DefaultRedisHelper::subscribe(RedisSubscribeOptions options) {
  trySubscribe(TopicKind::CHANNEL, std::move(options));
}

void DefaultRedisHelper::psubscribe(RedisSubscribeOptions options) {
  trySubscribe(TopicKind::PATTERN, std::move(options));
}

void DefaultRedisHelper::unsubscribe(const RedisUnsubscribeOptions& options) {
  tryUnsubscribe(TopicKind::CHANNEL, options.topic);
}

void DefaultRedisHelper::punsubscribe(const RedisUnsubscribeOptions& options) {
  tryUnsubscribe(TopicKind::PATTERN, options.topic);
}

void DefaultRedisHelper::trySubscribe(TopicKind kind, RedisSubscribeOptions options) {
  if (options.topic.empty()) {
    getLogger().error("[subscribe] No topic to subscribe!");
    return;
  }
  const std::string topic = options.topic;
  if (!options.onMessage) {
    getLogger().error("[subscribe] No message handler to subscribe! | topic: {}", topic);
    return;
  }
  try {
    addSubscription(kind, std::move(options));
  } catch (const std::exception& error) {
    getLogger().error("[subscribe] Failed to subscribe to topic: {} | error: {}", topic,
                      error.what());
  }
}

void DefaultRedisHelper::tryUnsubscribe(TopicKind kind, std::string_view topic) {
  if (topic.empty()) {
    getLogger().error("[unsubscribe] No topic to unsubscribe!");
    return;
  }
  try {
    removeSubscription(kind, topic);
  } catch (const std::exception& error) {
    getLogger().error("[unsubscribe] Failed to unsubscribe from topic: {} | error: {}", topic,
                      error.what());
  }
}

}  // namespace ignis
