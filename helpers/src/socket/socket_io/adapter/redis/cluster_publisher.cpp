#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"

#include <exception>
#include <utility>

#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

void ClusterPublisher::publish(std::string_view channel, std::string_view payload,
                               std::function<void()> onLost) {
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  try {
    redis_->send(
        arguments,
        [self = shared_from_this(), onLost](const RedisValue& reply) {
          self->onReply(reply, onLost);
        },
        RedisSendMode::ONCE);
  } catch (const std::exception& error) {
    onReply(RedisValue::error(error.what()), onLost);
  }
}

void ClusterPublisher::respond(std::string_view channel, std::string_view payload) {
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  try {
    redis_->send(
        arguments, [](const RedisValue&) {}, RedisSendMode::ONCE);
  } catch (const std::exception&) {
    // The connection has ended; who asked has a timeout.
  }
}

void ClusterPublisher::countUnsendable(std::string_view nsp) {
  failed_.fetch_add(1, std::memory_order_relaxed);
  logger().error(
      "[broadcast] The event is no JSON, or nested too deeply, for other servers | namespace: {}",
      nsp);
}

void ClusterPublisher::onReply(const RedisValue& reply, const std::function<void()>& onLost) {
  if (reply.isInteger() && reply.asInteger() > 0) {
    if (isAway_.load(std::memory_order_relaxed)) {
      onSuccess();
    }
    return;
  }
  onFailure(reply.isError() ? std::string_view(reply.errorMessage()) : "nobody has subscribed");
  if (onLost) {
    onLost();
  }
}

void ClusterPublisher::onFailure(std::string_view error) {
  failed_.fetch_add(1, std::memory_order_relaxed);
  const std::scoped_lock lock(mutex_);
  ++lostInOutage_;
  if (!isAway_.exchange(true)) {
    logger().warn(
        "[publish] Redis does not take messages: only clients of this server get them | error: {}",
        error);
  }
}

void ClusterPublisher::onSuccess() {
  const std::scoped_lock lock(mutex_);
  if (isAway_.exchange(false)) {
    logger().warn("[publish] Redis takes messages again | lost: {}",
                  std::exchange(lostInOutage_, 0));
  }
}

bool isAway(const DefaultRedisHelper& redis) noexcept {
  const RedisStatus status = redis.status();
  return status != RedisStatus::READY && status != RedisStatus::WAIT;
}

}  // namespace ignis::socket_io
