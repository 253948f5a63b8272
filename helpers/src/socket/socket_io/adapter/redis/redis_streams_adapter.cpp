#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"

#include <exception>
#include <iterator>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/redis_streams_adapter_impl.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

AdapterFactory createStreamsAdapter(std::shared_ptr<DefaultRedisHelper> redis,
                                    RedisStreamsAdapterOptions options) {
  if (redis->isEmbedded()) {
    throw getError(
        {.message =
             "[createStreamsAdapter] The embedded broker has no streams | cure: connect to a "
             "Redis server, or use createAdapter"});
  }
  const auto hub = std::make_shared<StreamsHub>(std::move(redis), std::move(options));
  return [hub](Namespace& nsp) { return std::make_unique<RedisStreamsAdapter>(nsp, hub); };
}

RedisStreamsAdapter::RedisStreamsAdapter(Namespace& nsp, std::shared_ptr<StreamsHub> hub)
    : Adapter(nsp), impl_(std::make_shared<Impl>(*this, std::move(hub))) {}

RedisStreamsAdapter::~RedisStreamsAdapter() { impl_->unsubscribe(); }

std::uint64_t RedisStreamsAdapter::publishFailedCount() const noexcept {
  return impl_->hub().publisher().failedCount();
}

const std::string& RedisStreamsAdapter::uid() const noexcept { return impl_->uid(); }

Task<void> RedisStreamsAdapter::init() { return impl_->init(); }

Task<void> RedisStreamsAdapter::close() {
  const auto impl = impl_;
  co_await impl->close();
}

void RedisStreamsAdapter::broadcast(const EventData& event, const BroadcastTarget& target) {
  if (target.flags.isLocal) {
    return Adapter::broadcast(event, target);
  }
  impl_->broadcast(event, target);
}

void RedisStreamsAdapter::broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                                           BroadcastAckListener listener) {
  if (!target.flags.isLocal) {
    impl_->publishWithAck(event, target, listener);
  }
  Adapter::broadcastWithAck(event, target, std::move(listener));
}

void RedisStreamsAdapter::addSockets(const BroadcastTarget& target,
                                     const std::vector<std::string>& rooms) {
  if (!target.flags.isLocal) {
    impl_->addCommand(StreamsMessageType::SOCKETS_JOIN, makeRoomsData(target, rooms));
  }
  Adapter::addSockets(target, rooms);
}

void RedisStreamsAdapter::delSockets(const BroadcastTarget& target,
                                     const std::vector<std::string>& rooms) {
  if (!target.flags.isLocal) {
    impl_->addCommand(StreamsMessageType::SOCKETS_LEAVE, makeRoomsData(target, rooms));
  }
  Adapter::delSockets(target, rooms);
}

void RedisStreamsAdapter::disconnectSockets(const BroadcastTarget& target, bool close) {
  if (!target.flags.isLocal) {
    impl_->addCommand(StreamsMessageType::DISCONNECT_SOCKETS, makeDisconnectData(target, close));
  }
  Adapter::disconnectSockets(target, close);
}

Task<std::vector<RemoteSocket>> RedisStreamsAdapter::fetchSockets(BroadcastTarget target) {
  std::vector<RemoteSocket> sockets = co_await Adapter::fetchSockets(target);
  if (target.flags.isLocal) {
    co_return sockets;
  }
  EventLoop* const current = EventLoop::current();
  std::vector<RemoteSocket> remote =
      co_await impl_->fetchRemoteSockets(current != nullptr ? *current : core().mainLoop(), target);
  sockets.insert(sockets.end(), std::move_iterator(remote.begin()),
                 std::move_iterator(remote.end()));
  co_return sockets;
}

Task<std::size_t> RedisStreamsAdapter::serverCount(BroadcastFlags flags) {
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

void RedisStreamsAdapter::serverSideEmit(const EventData& event, BroadcastAckCallback callback) {
  if (!event.attachments.empty()) {
    throw getError(
        {.message = "[serverSideEmit] Binary arguments cannot be sent to other servers | "
                    "namespace: " +
                    nsp().name() + " | cure: encode them as text"});
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

bool RedisStreamsAdapter::keepsSessions() const noexcept { return impl_->isRecovering(); }

void RedisStreamsAdapter::persistSession(SocketSession session) {
  const auto& recovery = core().options().connectionStateRecovery;
  const std::optional<std::string> text = encodeSession(session);
  if (!recovery || !text) {
    return;
  }
  const std::string key = impl_->hub().options().sessionKeyPrefix + session.pid;
  const std::string lifetime = std::to_string(recovery->maxDisconnectionDuration.count());
  const std::string_view command[] = {"SET", key, *text, "PX", lifetime};
  impl_->hub().publisher().store(command, [](bool) {});
}

Task<std::optional<RestoredSession>> RedisStreamsAdapter::restoreSession(std::string pid,
                                                                         std::string offset) {
  const auto id = StreamId::parse(offset);
  EventLoop* const loop = EventLoop::current();
  if (!id || loop == nullptr || isAway(*impl_->hub().redis())) {
    co_return std::nullopt;
  }
  co_return co_await impl_->restore(*loop, std::move(pid), *id);
}

}  // namespace ignis::socket_io
