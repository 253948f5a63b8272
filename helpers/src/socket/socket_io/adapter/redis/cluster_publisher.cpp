#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"

#include <utility>

#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

void ClusterPublisher::publish(std::string_view channel, std::string_view payload,
                               DoneHandler onDone) {
  send(channel, payload, [self = shared_from_this(), onDone](const RedisValue& reply) {
    self->onPublished(reply);
    if (onDone) {
      onDone(self->isPublished(reply));
    }
  });
}

void ClusterPublisher::store(RedisArguments command, DoneHandler onDone) {
  redis_->send(command, [self = shared_from_this(), onDone](const RedisValue& reply) {
    if (reply.isError()) {
      self->onFailure(reply.errorMessage());
    } else if (self->isAway_.load(std::memory_order_relaxed)) {
      self->onSuccess();
    }
    onDone(!reply.isError());
  });
}

void ClusterPublisher::ask(std::string_view channel, std::string_view payload, DoneHandler onDone) {
  send(channel, payload, [self = shared_from_this(), onDone](const RedisValue& reply) {
    onDone(self->isPublished(reply));
  });
}

void ClusterPublisher::respond(std::string_view channel, std::string_view payload) {
  send(channel, payload, [](const RedisValue&) {});
}

void ClusterPublisher::send(std::string_view channel, std::string_view payload,
                            RedisReplyHandler onReply) {
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  redis_->send(arguments, std::move(onReply), sendMode());
}

/// A message that may have been sent is not sent again.
RedisSendMode ClusterPublisher::sendMode() const noexcept {
  return role_ == Role::GUEST && redis_->status() != RedisStatus::READY ? RedisSendMode::RETRIED
                                                                        : RedisSendMode::ONCE;
}

void ClusterPublisher::countUnsendable(std::string_view nsp) {
  failed_.fetch_add(1, std::memory_order_relaxed);
  logger().error(
      "[broadcast] The event is no JSON, or nested too deeply, for other servers | namespace: {}",
      nsp);
}

bool ClusterPublisher::isPublished(const RedisValue& reply) const noexcept {
  return reply.isInteger() && (role_ == Role::GUEST || reply.asInteger() > 0);
}

void ClusterPublisher::onPublished(const RedisValue& reply) {
  if (!isPublished(reply)) {
    onFailure(reply.isError() ? std::string_view(reply.errorMessage()) : "nobody has subscribed");
  } else if (isAway_.load(std::memory_order_relaxed)) {
    onSuccess();
  }
}

void ClusterPublisher::onFailure(std::string_view error) {
  failed_.fetch_add(1, std::memory_order_relaxed);
  const std::scoped_lock lock(mutex_);
  ++lostInOutage_;
  if (!isAway_.exchange(true)) {
    logger().warn("[publish] Redis does not take messages for other servers | error: {}", error);
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
