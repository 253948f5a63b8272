#include "socket/socket_io/socket_io_server_helper_impl.hpp"

#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"

namespace ignis {

using socket_io::BroadcastTarget;

SocketIOServerHelper::Impl::Impl(SocketIOServerHelperOptions options, Logger& logger)
    : options_(std::move(options)), logger_(logger), redis_(*options_.redisConnection, logger) {}

/// An event on its way through Redis, kept until Redis has taken it.
struct SocketIOServerHelper::Impl::Outgoing {
  socket_io::OwnedEventData event;
  std::string room;  ///< empty for everybody
};

Task<void> SocketIOServerHelper::Impl::configure() {
  if (ownedServer_ != nullptr || isStopped_) {
    logger_.warn("[configure] IO Server has been configured already | id: {}", options_.identifier);
    co_return;
  }
  logger_.info("[configure] Configuring IO Server | id: {}", options_.identifier);
  co_await redis_.connect(options_.startsWithoutRedis);

  socket_io::ServerOptions serverOptions = options_.serverOptions;
  serverOptions.adapter = redis_.makeAdapter(options_);
  ownedServer_ = std::make_unique<socket_io::Server>(*options_.server, std::move(serverOptions));
  ownedServer_->on(SocketIOConstants::EVENT_CONNECT,
                   [this](Socket& socket) { onClientConnect(socket); });
  server_ = ownedServer_.get();
  co_await ownedServer_->attach();
  logger_.info("[configure] SocketIO Server READY | path: {}", options_.serverOptions.path);
}

Task<void> SocketIOServerHelper::Impl::shutdown() {
  if (isStopped_.exchange(true)) {
    co_return;
  }
  logger_.info("[shutdown] Shutting down SocketIO server...");
  co_await disconnectClients();
  co_await closeServer();
  co_await redis_.disconnect();
  logger_.info("[shutdown] SocketIO server shutdown complete");
}

Task<void> SocketIOServerHelper::Impl::disconnectClients() {
  std::function<void(EventLoop&)> disconnectOn = [this](EventLoop& loop) {
    for (const auto& socket : clients_.socketsOf(loop)) {
      disconnect(*socket);
    }
  };
  co_await options_.server->loops().runOnEach(disconnectOn);
}

Task<void> SocketIOServerHelper::Impl::closeServer() {
  server_ = nullptr;
  if (ownedServer_ == nullptr) {
    co_return;
  }
  // Whatever goes wrong here must not leave the connections to the broker open.
  try {
    co_await ownedServer_->close();
  } catch (const std::exception& error) {
    logger_.error("[shutdown] Failed to close the IO server | error: {}", error.what());
  }
}

void SocketIOServerHelper::Impl::on(const SocketIOOnOptions& options) {
  if (options.topic.empty()) {
    throw getError({.message = "[on] Invalid topic to start binding handler"});
  }
  if (!options.handler) {
    throw getError(
        {.message = fmt::format("[on] Invalid event handler | topic: {}", options.topic)});
  }
  socket_io::Server* const server = server_;
  if (server == nullptr) {
    throw getError({.message = "[on] IOServer is not initialized yet!"});
  }
  server->sockets().on(options.topic, options.handler.listener());
}

void SocketIOServerHelper::Impl::send(const SocketIOSendOptions& options) {
  const auto& [topic, payload] = options.payload;
  if (topic.empty() || payload.isFalsy()) {
    return;
  }
  if (server_ == nullptr) {
    if (isStopped_) {
      return;
    }
    throw getError({.message = "[send] IOServer is not initialized yet!"});
  }
  socket_io::detail::EventBuffer buffer;
  buffer.appendEvent(topic, RawJson{payload.json()});
  const auto attachments = payload.view().attachments;
  buffer.attachments.assign(attachments.begin(), attachments.end());
  const auto outgoing = std::make_shared<const Outgoing>(Outgoing{
      .event = socket_io::OwnedEventData(buffer.data()), .room = std::string(options.destination)});

  EventLoop* const loop = EventLoop::current();
  if (loop == nullptr) {
    deliver(outgoing);
  } else {
    loop->post([self = weak_from_this(), outgoing] {
      if (const auto impl = self.lock()) {
        impl->deliver(outgoing);
      }
    });
  }
  if (options.cb) {
    (loop == nullptr ? options_.server->loops().main() : *loop).post(options.cb);
  }
  if (options.doLog) {
    logger_.info("[send] Message emitted | destination: {} | topic: {} | data: {}",
                 options.destination.empty() ? "all" : options.destination, topic, payload.json());
  }
}

void SocketIOServerHelper::Impl::deliver(std::shared_ptr<const Outgoing> outgoing) {
  if (!redis_.canEmit()) {
    return broadcast(*outgoing, false);
  }
  redis_.emit(outgoing->event.view(), outgoing->room,
              [self = weak_from_this(), outgoing](bool isSent) {
                const auto impl = isSent ? nullptr : self.lock();
                if (impl != nullptr) {
                  impl->broadcast(*outgoing, true);
                }
              });
}

/// Without the emitter. Locally, what Redis has not taken reaches those who need no Redis for it.
void SocketIOServerHelper::Impl::broadcast(const Outgoing& outgoing, bool isLocal) {
  socket_io::Server* const server = server_;
  if (server == nullptr) {
    return;
  }
  BroadcastTarget target;
  target.flags.compress = true;
  target.flags.isLocal = isLocal;
  if (!outgoing.room.empty()) {
    target.rooms.push_back(outgoing.room);
  }
  server->sockets().adapter().broadcast(outgoing.event.view(), target);
}

}  // namespace ignis
