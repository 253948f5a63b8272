#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/rooms.hpp"

namespace ignis {

struct SocketIOEmitterOptions {
  std::string key = "socket.io";  ///< that of the servers' adapter
};

/// Sends events to the clients of a Socket.IO cluster from a process that need not have a server;
/// speaks what `@socket.io/redis-emitter` 5 does. An immutable value that is cheap to copy, like
/// `BroadcastOperator`; every call may come from any thread.
///
/// What is sent while the connection is being made waits for it; what is under way when it breaks
/// is lost, never sent twice. `flush` tells.
class SocketIOEmitter {
 public:
  explicit SocketIOEmitter(std::shared_ptr<DefaultRedisHelper> redis,
                           SocketIOEmitterOptions options = {}, std::string_view nsp = "/");

  /// The same for another namespace and all of its sockets; a leading `/` is added when it is
  /// missing.
  SocketIOEmitter of(std::string_view nsp) const;

  /// Adds rooms to the target: their union receives, each socket once.
  SocketIOEmitter to(const socket_io::Rooms& rooms) const;
  SocketIOEmitter in(const socket_io::Rooms& rooms) const { return to(rooms); }
  SocketIOEmitter except(const socket_io::Rooms& rooms) const;
  SocketIOEmitter volatile_() const;
  SocketIOEmitter compress(bool compress) const;

  /// Throws an `ApplicationError` when the event's name is reserved.
  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) const {
    requireNoAck<Args...>();
    socket_io::detail::EventBuffer buffer;
    buffer.appendEvent(event, arguments...);
    send(buffer.data());
  }

  void socketsJoin(const socket_io::Rooms& rooms) const;
  void socketsLeave(const socket_io::Rooms& rooms) const;
  /// `close` ends the whole connections, not only their part in this namespace.
  void disconnectSockets(bool close = false) const;

  /// To the listeners of all servers. Throws an `ApplicationError` when the event's name is
  /// reserved, or an argument is binary.
  template <class... Args>
  void serverSideEmit(std::string_view event, const Args&... arguments) const {
    requireNoAck<Args...>();
    socket_io::detail::EventBuffer buffer;
    buffer.appendServerEvent(event, arguments...);
    sendToServers(buffer.data());
  }

  /// How many messages Redis has not taken.
  std::uint64_t failedCount() const noexcept;
  /// Until Redis has taken what was sent before; throws an `ApplicationError` when it has not taken
  /// some of what was sent since the last `flush`.
  Task<void> flush() const;

 private:
  friend class SocketIOServerHelperRedis;
  class Outbox;

  template <class... Args>
  static constexpr void requireNoAck() {
    static_assert(!socket_io::detail::endsWithAckCallback<Args...>,
                  "Acknowledgements are not supported");
  }

  /// `onDone` is told whether Redis has taken it.
  void send(const socket_io::EventData& event, std::function<void(bool isSent)> onDone = {}) const;
  void sendToServers(const socket_io::EventData& event) const;

  std::shared_ptr<Outbox> outbox_;
  std::string nsp_;
  socket_io::BroadcastTarget target_;
};

}  // namespace ignis
