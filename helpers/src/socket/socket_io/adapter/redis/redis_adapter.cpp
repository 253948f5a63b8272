#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"

#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/redis_adapter_impl.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

AdapterFactory createAdapter(std::shared_ptr<DefaultRedisHelper> pub,
                             std::shared_ptr<DefaultRedisHelper> sub, RedisAdapterOptions options) {
  const auto publisher = std::make_shared<ClusterPublisher>(pub, ClusterPublisher::Role::MEMBER);
  return [pub, sub, publisher, options](Namespace& nsp) {
    return std::make_unique<RedisAdapter>(nsp, pub, sub, publisher, options);
  };
}

RedisAdapter::RedisAdapter(Namespace& nsp, std::shared_ptr<DefaultRedisHelper> pub,
                           std::shared_ptr<DefaultRedisHelper> sub,
                           std::shared_ptr<ClusterPublisher> publisher,
                           const RedisAdapterOptions& options)
    : Adapter(nsp),
      impl_(std::make_shared<Impl>(*this, std::move(pub), std::move(sub), std::move(publisher),
                                   options)) {}

RedisAdapter::~RedisAdapter() { impl_->unsubscribe(); }

std::uint64_t RedisAdapter::publishFailedCount() const noexcept {
  return impl_->publisher().failedCount();
}

const std::string& RedisAdapter::uid() const noexcept { return impl_->uid(); }

Task<void> RedisAdapter::init() { return impl_->init(); }

Task<void> RedisAdapter::close() {
  const auto impl = impl_;
  co_await impl->close();
}

void RedisAdapter::broadcast(const EventData& event, const BroadcastTarget& target) {
  if (!target.flags.isLocal && !impl_->isAlone()) {
    impl_->publish(event, target);
  }
  Adapter::broadcast(event, target);
}

void RedisAdapter::broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                                    BroadcastAckListener listener) {
  if (!target.flags.isLocal && !impl_->isAlone()) {
    impl_->publishWithAck(event, target, listener);
  }
  Adapter::broadcastWithAck(event, target, std::move(listener));
}

void RedisAdapter::addSockets(const BroadcastTarget& target,
                              const std::vector<std::string>& rooms) {
  if (target.flags.isLocal || impl_->isAlone()) {
    return Adapter::addSockets(target, rooms);
  }
  impl_->publishCommand(
      encodeRoomsRequest(ClusterRequestType::REMOTE_JOIN, impl_->uid(), target, rooms),
      [this, alive = nsp().shared_from_this(), target, rooms] {
        Adapter::addSockets(target, rooms);
      });
}

void RedisAdapter::delSockets(const BroadcastTarget& target,
                              const std::vector<std::string>& rooms) {
  if (target.flags.isLocal || impl_->isAlone()) {
    return Adapter::delSockets(target, rooms);
  }
  impl_->publishCommand(
      encodeRoomsRequest(ClusterRequestType::REMOTE_LEAVE, impl_->uid(), target, rooms),
      [this, alive = nsp().shared_from_this(), target, rooms] {
        Adapter::delSockets(target, rooms);
      });
}

void RedisAdapter::disconnectSockets(const BroadcastTarget& target, bool close) {
  if (target.flags.isLocal || impl_->isAlone()) {
    return Adapter::disconnectSockets(target, close);
  }
  impl_->publishCommand(encodeDisconnectRequest(impl_->uid(), target, close),
                        [this, alive = nsp().shared_from_this(), target, close] {
                          Adapter::disconnectSockets(target, close);
                        });
}

Task<std::vector<RemoteSocket>> RedisAdapter::fetchSockets(BroadcastTarget target) {
  std::vector<RemoteSocket> sockets = co_await Adapter::fetchSockets(target);
  if (target.flags.isLocal || impl_->isAlone()) {
    co_return sockets;
  }
  EventLoop* const current = EventLoop::current();
  std::vector<RemoteSocket> remote =
      co_await impl_->fetchRemoteSockets(current != nullptr ? *current : core().mainLoop(), target);
  sockets.insert(sockets.end(), std::move_iterator(remote.begin()),
                 std::move_iterator(remote.end()));
  co_return sockets;
}

Task<std::size_t> RedisAdapter::serverCount(BroadcastFlags flags) {
  if (flags.isLocal) {
    return Adapter::serverCount(flags);
  }
  EventLoop* const current = EventLoop::current();
  return impl_->countServers(current != nullptr ? *current : core().mainLoop());
}

namespace {

/// Asks, and calls back whatever comes of it.
Task<void> collectServerAnswers(std::shared_ptr<Namespace>, Task<std::vector<Json>> asking,
                                BroadcastAckCallback callback) {
  std::vector<Json> answers;
  AckError error{.kind = AckError::Kind::TIMEOUT, .message = {}};
  try {
    answers = co_await std::move(asking);
  } catch (const std::exception& failure) {
    error.message = failure.what();
  }
  callback(error.message.empty() ? nullptr : &error, std::move(answers));
}

}  // namespace

void RedisAdapter::serverSideEmit(const EventData& event, BroadcastAckCallback callback) {
  if (!event.attachments.empty()) {
    throw getError(
        {.message = "[serverSideEmit] Binary arguments cannot be sent to other servers | "
                    "namespace: " +
                    nsp().name() + " | cure: encode them as text"});
  }
  if (impl_->isAlone()) {
    return Adapter::serverSideEmit(event, std::move(callback));
  }
  if (!callback) {
    return impl_->publishServerSideEmit(event);
  }
  EventLoop& loop = core().mainLoop();
  loop.spawn("serverSideEmit", [impl = impl_, alive = nsp().shared_from_this(), &loop,
                                text = std::string(event.json), callback = std::move(callback)] {
    return collectServerAnswers(alive, impl->askServers(loop, text), callback);
  });
}

}  // namespace ignis::socket_io
