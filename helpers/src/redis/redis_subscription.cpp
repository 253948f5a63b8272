#include "redis/redis_subscription.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "common/zlib.hpp"
#include "ignis/helpers/logger/logger.hpp"

namespace ignis {

RedisSubscription::RedisSubscription(RedisSubscribeOptions options, bool isPattern, Logger& logger)
    : options_(std::move(options)), isPattern_(isPattern), logger_(logger) {}

void RedisSubscription::call(std::string_view channel, std::string_view payload) {
  if (isCancelled_.load(std::memory_order_acquire)) {
    return;
  }
  if (!options_.useCompress) {
    callHandler(channel, payload);
    return;
  }
  const std::optional<std::string> inflated = inflateText(payload, options_.maxInflatedBytes);
  if (inflated) {
    callHandler(channel, *inflated);
  } else if (!std::exchange(hasReportedDamage_, true)) {
    logger_.error(
        "[onMessage] Dropping messages that are no zlib stream or inflate beyond the limit; "
        "further ones are not reported | topic: {} | channel: {} | bytes: {} | limit: {}",
        options_.topic, channel, payload.size(), options_.maxInflatedBytes);
  }
}

void RedisSubscription::callHandler(std::string_view channel, std::string_view payload) {
  RedisMessage message{.channel = channel, .payload = payload};
  if (isPattern_) {
    message.pattern = options_.topic;
  }
  try {
    options_.onMessage(message);
  } catch (const std::exception& error) {
    logger_.error("[onMessage] A message handler failed | topic: {} | channel: {} | error: {}",
                  options_.topic, channel, error.what());
  } catch (...) {
    logger_.error("[onMessage] A message handler failed | topic: {} | channel: {}", options_.topic,
                  channel);
  }
}

}  // namespace ignis
