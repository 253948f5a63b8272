#include "ignis/helpers/redis/default_redis_helper.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "common/zlib.hpp"
#include "ignis/di/application_error.hpp"
#include "redis/pending_reply.hpp"
#include "redis/reply_readers.hpp"

namespace ignis {

namespace {

/// What JavaScript takes for false.
bool isFalsy(std::string_view json) {
  constexpr std::array<std::string_view, 6> FALSY{"", "null", "false", "0", "-0", "\"\""};
  return std::ranges::find(FALSY, json) != FALSY.end();
}

/// Ends when all have ended, with the first failure if there is one.
Task<void> awaitAll(std::vector<Task<void>> tasks) {
  std::exception_ptr failure;
  for (Task<void>& task : tasks) {
    try {
      co_await std::move(task);
    } catch (...) {
      failure = failure ? failure : std::current_exception();
    }
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace

Task<void> DefaultRedisHelper::publish(const RedisPublishArgs& args) {
  std::vector<std::string_view> topics(args.topics.begin(), args.topics.end());
  std::erase(topics, std::string_view());
  if (topics.empty()) {
    getLogger().error("[publish] No topic(s) to publish!");
    return awaitAll({});
  }
  std::string payload = args.payload.dump();
  if (isFalsy(payload)) {
    getLogger().error("[publish] Invalid payload to publish!");
    return awaitAll({});
  }
  if (args.useCompress) {
    payload = deflateText(payload, ZlibFormat::ZLIB);
  }
  std::vector<Task<void>> tasks;
  tasks.reserve(topics.size());
  for (const std::string_view topic : topics) {
    const std::string_view arguments[] = {"PUBLISH", topic, payload};
    tasks.push_back(sendAwaited(*this, arguments, redis_detail::toNothing));
  }
  return tasks.size() == 1 ? std::move(tasks.front()) : awaitAll(std::move(tasks));
}

Task<std::int64_t> DefaultRedisHelper::publish(std::string_view channel, std::string_view payload) {
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  return sendAwaited(*this, arguments, redis_detail::toInteger);
}

Task<std::int64_t> DefaultRedisHelper::countSubscribers(std::string_view channel) {
  const std::string_view arguments[] = {"PUBSUB", "NUMSUB", channel};
  return sendAwaited<std::int64_t>(*this, arguments, [](RedisValue reply) {
    reply.throwIfError();
    return reply[1].asInteger();
  });
}

Task<std::vector<std::string>> DefaultRedisHelper::channels(std::string_view pattern) {
  const std::string_view arguments[] = {"PUBSUB", "CHANNELS", pattern};
  return sendAwaited(*this, arguments, redis_detail::toTexts);
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
