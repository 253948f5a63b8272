#include "socket/socket_io/socket_io_server_helper_redis.hpp"

#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"

namespace ignis {

namespace {

/// Failures are told to the listeners.
Task<void> connectOne(std::shared_ptr<DefaultRedisHelper> helper) {
  try {
    co_await helper->connect();
  } catch (const std::exception&) {
  }
}

}  // namespace

SocketIOServerHelperRedis::SocketIOServerHelperRedis(const DefaultRedisHelper& parent,
                                                     Logger& logger)
    : logger_(logger),
      connections_{Connection{.purpose = "Redis adapter pub", .helper = parent.duplicate()},
                   Connection{.purpose = "Redis adapter sub", .helper = parent.duplicate()},
                   Connection{.purpose = "Redis emitter", .helper = parent.duplicate()}} {}

Task<void> SocketIOServerHelperRedis::connect(bool startsWithoutRedis) {
  for (const Connection& connection : connections_) {
    const bool isWaiting = connection.helper->status() == RedisStatus::WAIT;
    if (startsWithoutRedis) {
      listenTo(connection);
      if (isWaiting) {
        EventLoop::current()->spawn(std::string(connection.purpose),
                                    [helper = connection.helper] { return connectOne(helper); });
      }
      continue;
    }
    if (isWaiting) {
      co_await connection.helper->connect();
    }
    co_await connection.helper->waitUntilReady();
    // From here on: what keeps the server from starting is thrown, and that once.
    listenTo(connection);
  }
  if (!startsWithoutRedis) {
    logger_.info("[configure] All Redis connections ready");
  }
}

void SocketIOServerHelperRedis::listenTo(const Connection& connection) const {
  // Attempts to connect fail again and again: one line for each outage.
  const auto isLogged = std::make_shared<bool>(false);
  RedisHelperCallbacks callbacks;
  callbacks.onReady = [isLogged](const RedisHelperEvent&) { *isLogged = false; };
  callbacks.onError = [&logger = logger_, purpose = connection.purpose,
                       isLogged](const RedisHelperEvent& event) {
    if (!std::exchange(*isLogged, true)) {
      logger.error("[configure] {} error | error: {}", purpose, event.error);
    }
  };
  connection.helper->listen(std::move(callbacks));
}

socket_io::AdapterFactory SocketIOServerHelperRedis::makeAdapter(
    const SocketIOServerHelperOptions& options) {
  if (options.serverOptions.adapter) {
    return options.serverOptions.adapter;
  }
  const auto& publisher = connections_[0].helper;
  if (options.adapterType == SocketIOAdapterType::STREAMS) {
    logger_.info("[configure] SocketIO Server initialized Redis Streams Adapter");
    return socket_io::createStreamsAdapter(publisher);
  }
  if (publisher->isEmbedded() && options.serverOptions.connectionStateRecovery) {
    return {};
  }
  socket_io::AdapterFactory adapter = socket_io::createAdapter(publisher, connections_[1].helper);
  logger_.info("[configure] SocketIO Server initialized Redis Adapter");
  if (!publisher->isEmbedded()) {
    emitter_ = std::make_unique<SocketIOEmitter>(connections_[2].helper);
    logger_.info("[configure] SocketIO Server initialized Redis Emitter");
  }
  return adapter;
}

bool SocketIOServerHelperRedis::canEmit() const noexcept {
  return emitter_ != nullptr && connections_[1].helper->status() == RedisStatus::READY &&
         connections_[2].helper->status() == RedisStatus::READY;
}

void SocketIOServerHelperRedis::emit(const socket_io::EventData& event, const std::string& room,
                                     std::function<void(bool isSent)> onDone) const {
  const SocketIOEmitter compressing = emitter_->compress(true);
  (room.empty() ? compressing : compressing.to(room)).send(event, std::move(onDone));
}

Task<void> SocketIOServerHelperRedis::disconnect() {
  for (const Connection& connection : connections_) {
    try {
      co_await connection.helper->disconnect();
    } catch (const std::exception& error) {
      logger_.error("[shutdown] Failed to disconnect | connection: {} | error: {}",
                    connection.purpose, error.what());
    }
  }
}

std::vector<std::string> SocketIOServerHelperRedis::problems() const {
  std::vector<std::string> problems;
  for (const Connection& connection : connections_) {
    const RedisStatus status = connection.helper->status();
    if (status != RedisStatus::READY) {
      problems.push_back(
          fmt::format("Socket.IO reaches no other servers | connection: {} | status: {}",
                      connection.purpose, RedisStatuses::toName(status)));
    }
  }
  return problems;
}

}  // namespace ignis
