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
    : options_(std::move(options)), logger_(logger) {
  for (const std::string_view purpose : {"adapter pub", "adapter sub", "emitter"}) {
    redisClients_.push_back({.purpose = purpose, .helper = options_.redisConnection->duplicate()});
  }
}

Task<void> SocketIOServerHelper::Impl::configure() {
  if (ownedServer_ != nullptr || isStopped_) {
    logger_.warn("[configure] IO Server has been configured already | id: {}", options_.identifier);
    co_return;
  }
  logger_.info("[configure] Configuring IO Server | id: {}", options_.identifier);
  co_await connectRedis();

  ownedServer_ = std::make_unique<socket_io::Server>(*options_.server, options_.serverOptions);
  ownedServer_->on(SocketIOConstants::EVENT_CONNECT,
                   [this](Socket& socket) { onClientConnect(socket); });
  server_ = ownedServer_.get();
  co_await ownedServer_->attach();
  logger_.info("[configure] SocketIO Server READY | path: {}", options_.serverOptions.path);
}

Task<void> SocketIOServerHelper::Impl::connectRedis() {
  for (const RedisClient& client : redisClients_) {
    if (client.helper->status() == RedisStatus::WAIT) {
      co_await client.helper->connect();
    }
    try {
      co_await client.helper->waitUntilReady();
    } catch (const std::exception& error) {
      logger_.error("[configure] Redis {} error | error: {}", client.purpose, error.what());
      throw;
    }
  }
  logger_.info("[configure] All Redis connections ready");
}

Task<void> SocketIOServerHelper::Impl::shutdown() {
  if (isStopped_.exchange(true)) {
    co_return;
  }
  logger_.info("[shutdown] Shutting down SocketIO server...");
  co_await disconnectClients();
  co_await closeServer();
  co_await disconnectRedis();
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

Task<void> SocketIOServerHelper::Impl::disconnectRedis() {
  for (const RedisClient& client : redisClients_) {
    try {
      co_await client.helper->disconnect();
    } catch (const std::exception& error) {
      logger_.error("[shutdown] Failed to disconnect Redis {} | error: {}", client.purpose,
                    error.what());
    }
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
  BroadcastTarget target;
  target.flags.compress = true;
  if (!options.destination.empty()) {
    target.rooms.emplace_back(options.destination);
  }

  EventLoop* const loop = EventLoop::current();
  if (loop == nullptr) {
    deliver(buffer.data(), target);
  } else {
    loop->post([self = weak_from_this(), event = socket_io::OwnedEventData(buffer.data()),
                target = std::move(target)] {
      if (const auto impl = self.lock()) {
        impl->deliver(event.view(), target);
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

void SocketIOServerHelper::Impl::deliver(const socket_io::EventData& event,
                                         const BroadcastTarget& target) {
  if (socket_io::Server* const server = server_) {
    server->sockets().adapter().broadcast(event, target);
  }
}

}  // namespace ignis
