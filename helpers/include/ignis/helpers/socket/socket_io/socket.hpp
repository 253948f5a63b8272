#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/adapter/room_registry.hpp"
#include "ignis/helpers/socket/socket_io/broadcast_operator.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/event_handler.hpp"
#include "ignis/helpers/socket/socket_io/handshake.hpp"
#include "ignis/helpers/socket/socket_io/rooms.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io {

class HandlerTable;
class NamespaceShard;
class PendingAcks;
class SessionClient;
class SocketOperator;

struct EmitFlags {
  bool isVolatile = false;
  std::optional<bool> compress{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// A client in a namespace. It lives and dies on one loop: call every member there, and reach it
/// from other threads through `server.to(id)`. Handlers get `Socket&`; whoever keeps it longer
/// holds a `weak_from_this()`. Sending only queues.
class Socket final : public std::enable_shared_from_this<Socket>, private RoomMember {
 public:
  Socket(SessionClient& client, NamespaceShard& shard, const SocketId& id, Handshake handshake);
  ~Socket();

  std::string_view id() const noexcept { return id_.view(); }
  const Handshake& handshake() const noexcept { return handshake_; }
  /// True until `disconnect` is emitted, `disconnecting` included.
  bool connected() const noexcept {
    return state_ == State::CONNECTED || state_ == State::DISCONNECTING;
  }
  Namespace& nsp() const noexcept;
  EventLoop& loop() const noexcept { return loop_; }
  /// Whatever the application keeps about this client; `fetchSockets` shows it to other nodes.
  Json& data();

  /// Runs `handler` for every event of this name: `[](Socket&, ChatMessage message, Ack ack)`, see
  /// `TypedEventHandler`. The socket itself emits `disconnecting` and `disconnect` with a reason,
  /// and `error` with a message, each a `std::string`.
  template <class Function>
  Socket& on(std::string_view event, Function&& handler) {
    addHandler(event, makeEventHandler(std::forward<Function>(handler)), false);
    return *this;
  }
  template <class Function>
  Socket& once(std::string_view event, Function&& handler) {
    addHandler(event, makeEventHandler(std::forward<Function>(handler)), true);
    return *this;
  }
  /// Before the handlers of its name: `[](Socket&, const IncomingEvent& event)`.
  template <class Function>
  Socket& onAny(Function&& handler) {
    addAnyHandler(makeEventHandler(std::forward<Function>(handler)));
    return *this;
  }
  Socket& off(std::string_view event);
  Socket& offAny();

  /// Sends an event. A callable as the last argument asks for an answer:
  /// `emit("question", 42, [](const AckError* error, std::string answer) {…})`; it is called once,
  /// with an error when no answer came. Throws an `ApplicationError` when the event's name is
  /// reserved.
  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) {
    emitWith({}, event, arguments...);
  }
  /// The first argument of the client's answer. Throws an `ApplicationError` when none came. Sends
  /// when awaited, on the socket's loop.
  template <class T = Json, class... Args>
  Task<T> emitWithAck(std::string_view event, const Args&... arguments) {
    return emitWithAckWith<T>({}, event, arguments...);
  }

  SocketOperator volatile_();
  SocketOperator compress(bool compress);
  SocketOperator timeout(std::chrono::milliseconds timeout);

  /// Everybody but this socket.
  BroadcastOperator broadcast() const;
  BroadcastOperator to(const Rooms& rooms) const { return broadcast().to(rooms); }
  BroadcastOperator in(const Rooms& rooms) const { return broadcast().to(rooms); }
  BroadcastOperator except(const Rooms& rooms) const { return broadcast().except(rooms); }
  BroadcastOperator local() const { return broadcast().local(); }

  void join(const Rooms& rooms);
  void leave(const Rooms& rooms);
  /// Its own id first, then in the order of joining.
  std::vector<std::string> rooms() const;
  bool isIn(std::string_view room) const;

  /// Leaves the namespace; `close` ends the whole connection.
  void disconnect(bool close = false);

 private:
  friend class Ack;
  friend class NamespaceShard;
  friend class SessionClient;
  friend class SocketOperator;
  enum class State : std::uint8_t { CONNECTING, CONNECTED, DISCONNECTING, DISCONNECTED };

  template <class... Args>
  void emitWith(const EmitFlags& flags, std::string_view event, const Args&... arguments) {
    if constexpr (detail::endsWithAckCallback<Args...>) {
      emitWithCallback(flags, event, std::forward_as_tuple(arguments...),
                       std::make_index_sequence<sizeof...(Args) - 1>());
    } else {
      detail::EventBuffer buffer(loop());
      beginEvent(buffer.text, std::nullopt);
      detail::appendEventData(buffer.text, event, arguments...);
      send(buffer.text, flags.isVolatile);
    }
  }
  template <class Tuple, std::size_t... Index>
  void emitWithCallback(const EmitFlags& flags, std::string_view event, const Tuple& arguments,
                        std::index_sequence<Index...>) {
    detail::EventBuffer buffer(loop());
    const std::uint64_t id = nextAckId();
    beginEvent(buffer.text, id);
    detail::appendEventData(buffer.text, event, std::get<Index>(arguments)...);
    if (expectAck(id, detail::makeAckHandler(std::get<sizeof...(Index)>(arguments)),
                  flags.timeout)) {
      send(buffer.text, flags.isVolatile);
    }
  }
  template <class T, class... Args>
  Task<T> emitWithAckWith(const EmitFlags& flags, std::string_view event,
                          const Args&... arguments) {
    std::string data;
    detail::appendEventData(data, event, arguments...);
    return answerOf<T>(shared_from_this(), std::move(data), flags);
  }
  template <class T>
  static Task<T> answerOf(std::shared_ptr<Socket> socket, std::string data, EmitFlags flags) {
    const std::string answer = co_await socket->request(std::move(data), flags);
    T value{};
    detail::decodeAnswer(answer, jsonTypeOf<T>(), &value);
    co_return value;
  }

  void addHandler(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce);
  void addAnyHandler(std::unique_ptr<EventHandler> handler);
  void beginEvent(std::string& out, std::optional<std::uint64_t> ackId) const;
  void send(std::string_view packet, bool isVolatile);
  std::uint64_t nextAckId();
  /// False, after telling the handler, when there is nobody to wait for.
  bool expectAck(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
                 std::optional<std::chrono::milliseconds> timeout);
  /// The answer to `data`, a JSON list.
  Task<std::string> request(std::string data, EmitFlags flags);
  void sendAck(std::uint64_t id, std::string_view data);

  /// A packet for this socket, from its client.
  void handleEvent(const IncomingEvent& event);
  void handleAck(std::uint64_t id, std::string_view data);
  /// Tells the application something about the socket itself.
  void notify(std::string_view event, std::string_view text);
  void dispatch(const IncomingEvent& event);
  void handleClosed(std::string_view reason);
  void release();

  EventLoop& loop_;
  SessionClient*
      client_;  ///< null once disconnected, and then `shard_` is not used any more either
  NamespaceShard& shard_;
  std::uint32_t position_ = 0;  ///< in the shard's list of sockets
  SocketId id_;
  State state_ = State::CONNECTING;
  bool isInOwnRoom_ = false;
  Handshake handshake_;
  std::unique_ptr<HandlerTable> handlers_;
  std::unique_ptr<PendingAcks> acks_;
  std::unique_ptr<Json> data_;
};

/// `socket.volatile_().emit(…)`: flags for what is sent next. Use it at once.
class SocketOperator {
 public:
  SocketOperator(Socket& socket, EmitFlags flags) : socket_(socket), flags_(flags) {}

  SocketOperator volatile_() const;
  SocketOperator compress(bool compress) const;
  SocketOperator timeout(std::chrono::milliseconds timeout) const;

  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) const {
    socket_.emitWith(flags_, event, arguments...);
  }
  template <class T = Json, class... Args>
  Task<T> emitWithAck(std::string_view event, const Args&... arguments) const {
    return socket_.emitWithAckWith<T>(flags_, event, arguments...);
  }

 private:
  Socket& socket_;
  EmitFlags flags_;
};

}  // namespace ignis::socket_io
