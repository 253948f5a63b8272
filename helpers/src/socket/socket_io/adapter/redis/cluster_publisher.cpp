#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/redis_cluster_helper.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

/// The nodes of a Redis Cluster count the receivers of their own only.
ClusterPublisher::ClusterPublisher(std::shared_ptr<DefaultRedisHelper> redis, Role role)
    : redis_(std::move(redis)),
      role_(role),
      needsReceiver_(role == Role::MEMBER &&
                     dynamic_cast<const RedisClusterHelper*>(redis_.get()) == nullptr) {}

void ClusterPublisher::publish(std::string_view channel, std::string_view payload,
                               DoneHandler onDone) {
  sendMessage(channel, payload, &ClusterPublisher::count, std::move(onDone));
}

void ClusterPublisher::store(RedisArguments command, DoneHandler onDone) {
  send(command, RedisSendMode::RETRIED, &ClusterPublisher::count, std::move(onDone));
}

void ClusterPublisher::ask(std::string_view channel, std::string_view payload, DoneHandler onDone) {
  sendMessage(channel, payload, &ClusterPublisher::ignore, std::move(onDone));
}

void ClusterPublisher::respond(std::string_view channel, std::string_view payload) {
  sendMessage(channel, payload, &ClusterPublisher::ignore, {});
}

void ClusterPublisher::sendMessage(std::string_view channel, std::string_view payload,
                                   ReplyHandler onReply, DoneHandler onDone) {
  const std::string_view command[] = {"PUBLISH", channel, payload};
  send(command, sendMode(), onReply, std::move(onDone));
}

void ClusterPublisher::send(RedisArguments command, RedisSendMode mode, ReplyHandler onReply,
                            DoneHandler onDone) {
  pending_->fetch_add(1, std::memory_order_relaxed);
  redis_->send(
      command,
      [weak = weak_from_this(), pending = pending_, needsReceiver = needsReceiver_, onReply,
       onDone = std::move(onDone)](const RedisValue& reply) {
        pending->fetch_sub(1, std::memory_order_relaxed);
        if (const auto self = weak.lock()) {
          (self.get()->*onReply)(reply);
        }
        if (onDone) {
          onDone(isPublished(needsReceiver, reply));
        }
      },
      mode);
}

Task<void> ClusterPublisher::drain(EventLoop& loop, std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds STEP{2};
  const auto pending = pending_;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  boost::asio::steady_timer timer(loop.context());
  while (pending->load(std::memory_order_relaxed) > 0 &&
         std::chrono::steady_clock::now() < deadline) {
    timer.expires_after(STEP);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
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

bool ClusterPublisher::isPublished(bool needsReceiver, const RedisValue& reply) noexcept {
  if (!reply.isInteger()) {
    return !reply.isError();  // the id of an entry in a stream
  }
  return !needsReceiver || reply.asInteger() > 0;
}

void ClusterPublisher::count(const RedisValue& reply) {
  if (!isPublished(needsReceiver_, reply)) {
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
