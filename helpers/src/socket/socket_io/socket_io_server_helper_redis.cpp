#include "socket/socket_io/socket_io_server_helper_redis.hpp"

#include <utility>

#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"

namespace ignis {

SocketIOServerHelperRedis::SocketIOServerHelperRedis(const DefaultRedisHelper& parent,
                                                     Logger& logger)
    : logger_(logger),
      connections_("Socket.IO",
                   {{.purpose = "Redis adapter pub", .helper = parent.duplicate()},
                    {.purpose = "Redis adapter sub", .helper = parent.duplicate()},
                    {.purpose = "Redis emitter", .helper = parent.duplicate()}},
                   logger) {}

socket_io::AdapterFactory SocketIOServerHelperRedis::makeAdapter(
    const SocketIOServerHelperOptions& options) {
  if (options.serverOptions.adapter) {
    return options.serverOptions.adapter;
  }
  const auto& publisher = connections_.at(0);
  if (options.adapterType == SocketIOAdapterType::STREAMS) {
    logger_.info("[configure] SocketIO Server initialized Redis Streams Adapter");
    return socket_io::createStreamsAdapter(publisher);
  }
  if (publisher->isEmbedded() && options.serverOptions.connectionStateRecovery) {
    return {};
  }
  socket_io::AdapterFactory adapter = socket_io::createAdapter(publisher, connections_.at(1));
  logger_.info("[configure] SocketIO Server initialized Redis Adapter");
  if (!publisher->isEmbedded()) {
    emitter_ = std::make_unique<SocketIOEmitter>(connections_.at(2));
    logger_.info("[configure] SocketIO Server initialized Redis Emitter");
  }
  return adapter;
}

bool SocketIOServerHelperRedis::canEmit() const noexcept {
  return emitter_ != nullptr && connections_.at(1)->status() == RedisStatus::READY &&
         connections_.at(2)->status() == RedisStatus::READY;
}

void SocketIOServerHelperRedis::emit(const socket_io::EventData& event, const std::string& room,
                                     std::function<void(bool isSent)> onDone) const {
  const SocketIOEmitter compressing = emitter_->compress(true);
  (room.empty() ? compressing : compressing.to(room)).send(event, std::move(onDone));
}

}  // namespace ignis
