#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_emitter.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_options.hpp"
#include "socket/redis_connections.hpp"

namespace ignis {

/// The connections that a helper has of its own: two for the adapter, one for the emitter.
class SocketIOServerHelperRedis {
 public:
  SocketIOServerHelperRedis(const DefaultRedisHelper& parent, Logger& logger);

  Task<void> connect(bool startsWithoutRedis) { return connections_.connect(startsWithoutRedis); }
  Task<void> disconnect() { return connections_.disconnect(); }

  /// Empty for the adapter in memory.
  socket_io::AdapterFactory makeAdapter(const SocketIOServerHelperOptions& options);
  /// Whether what the emitter sends reaches all servers, this one included.
  bool canEmit() const noexcept;
  /// Sends an event to a room, or to everybody when it is empty. `onDone` is told whether Redis has
  /// taken it.
  void emit(const socket_io::EventData& event, const std::string& room,
            std::function<void(bool isSent)> onDone) const;

  /// What is away, in sentences. Any thread.
  std::vector<std::string> problems() const { return connections_.problems(); }

 private:
  Logger& logger_;
  RedisConnections connections_;  ///< publishing, subscribing, emitting
  std::unique_ptr<SocketIOEmitter> emitter_;
};

}  // namespace ignis
