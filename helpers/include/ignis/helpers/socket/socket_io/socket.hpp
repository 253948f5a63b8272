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

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/ack_receiver.hpp"
#include "ignis/helpers/socket/room_registry.hpp"
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

/// See `Socket::use`.
using EventMiddleware = Handler<void(Socket&, const IncomingEvent&)>;

struct EmitFlags {
  bool isVolatile = false;
  std::optional<bool> compress{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// A client in a namespace. It lives and dies on one loop: call every member there, and reach it
/// from other threads through `server.to(id)`. Handlers get `Socket&`; whoever keeps it longer
/// holds a `weak_from_this()`. Sending only queues.
class Socket final : public std::enable_shared_from_this<Socket>,
                     public AckReceiver,
                     private RoomMember {
 public:
  Socket(SessionClient& client, NamespaceShard& shard, const SocketId& id, Handshake handshake);
  ~Socket();

  std::string_view id() const noexcept { return id_.view(); }
  const Handshake& handshake() const noexcept { return handshake_; }
  /// True until `disconnect` is emitted, `disconnecting` included.
  bool connected() const noexcept {
    return state_ == State::CONNECTED || state_ == State::DISCONNECTING;
  }
  Namespace& nsp() const noexcept { return *nsp_; }
  EventLoop& loop() const noexcept { return loop_; }
  /// Whatever the application keeps about this client; `fetchSockets` shows it to other nodes, and
  /// it comes back when the connection is recovered.
  Json& data();
  /// Whether this is a socket that was lost and came back with its id, its rooms and its data
  /// (`connectionStateRecovery`).
  bool recovered() const noexcept { return recovery_ != nullptr && recovery_->isRecovered; }
  /// `polling` or `websocket`; empty once disconnected.
  std::string_view transportName() const noexcept;

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
  /// For every event that arrives, before the middlewares and the handlers of its name:
  /// `[](Socket&, const IncomingEvent& event)`.
  template <class Function>
  Socket& onAny(Function&& handler) {
    addHandler(ANY_EVENT, makeEventHandler(std::forward<Function>(handler)), false);
    return *this;
  }
  /// The same, in front of those that are there.
  template <class Function>
  Socket& prependAny(Function&& handler) {
    prependHandler(ANY_EVENT, makeEventHandler(std::forward<Function>(handler)));
    return *this;
  }
  /// For every event that is sent to this client, broadcasts included; the event is as the client
  /// will see it.
  template <class Function>
  Socket& onAnyOutgoing(Function&& handler) {
    addHandler(ANY_OUTGOING_EVENT, makeEventHandler(std::forward<Function>(handler)), false);
    return *this;
  }
  template <class Function>
  Socket& prependAnyOutgoing(Function&& handler) {
    prependHandler(ANY_OUTGOING_EVENT, makeEventHandler(std::forward<Function>(handler)));
    return *this;
  }
  /// Removes every handler of this event.
  Socket& off(std::string_view event);
  Socket& offAny();
  Socket& offAnyOutgoing();

  /// Asked in the order of registration before the handlers of an event's name run:
  /// `[](Socket&, const IncomingEvent& event)`, plain or coroutine. One that throws has refused:
  /// the handlers do not run, and `error` is emitted on this socket with the message.
  Socket& use(EventMiddleware middleware);

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

  /// `Ack` calls it.
  void sendAck(std::uint64_t id, const EventData& answer) override;

 private:
  friend class NamespaceShard;
  friend class SessionClient;
  friend class SocketOperator;
  /// The names under which handlers of all events are kept. Names are UTF-8, so no event is called
  /// this.
  static constexpr std::string_view ANY_EVENT = "\xFF";
  static constexpr std::string_view ANY_OUTGOING_EVENT = "\xFE";

  enum class State : std::uint8_t { CONNECTING, CONNECTED, DISCONNECTING, DISCONNECTED };

  template <class... Args>
  void emitWith(const EmitFlags& flags, std::string_view event, const Args&... arguments) {
    if constexpr (detail::endsWithAckCallback<Args...>) {
      emitWithCallback(flags, event, std::forward_as_tuple(arguments...),
                       std::make_index_sequence<sizeof...(Args) - 1>());
    } else {
      detail::EventBuffer buffer;
      const std::size_t head = beginEvent(buffer.text, std::nullopt);
      buffer.appendEvent(event, arguments...);
      send(buffer, head, flags);
    }
  }
  template <class Tuple, std::size_t... Index>
  void emitWithCallback(const EmitFlags& flags, std::string_view event, const Tuple& arguments,
                        std::index_sequence<Index...>) {
    detail::EventBuffer buffer;
    const std::uint64_t id = nextAckId();
    const std::size_t head = beginEvent(buffer.text, id);
    buffer.appendEvent(event, std::get<Index>(arguments)...);
    if (expectAck(id, detail::makeAckHandler(std::get<sizeof...(Index)>(arguments)),
                  flags.timeout)) {
      sendNow(buffer, head, flags);
    }
  }
  template <class T, class... Args>
  Task<T> emitWithAckWith(const EmitFlags& flags, std::string_view event,
                          const Args&... arguments) {
    detail::EventBuffer buffer;
    buffer.appendEvent(event, arguments...);
    return answerOf<T>(shared_from_this(), OwnedEventData(buffer.data()), flags);
  }
  template <class T>
  static Task<T> answerOf(std::shared_ptr<Socket> socket, OwnedEventData event, EmitFlags flags) {
    const detail::OwnedAnswer answer = co_await socket->request(std::move(event), flags);
    T value{};
    detail::decodeAnswer(answer.view(), jsonTypeOf<T>(), &value);
    co_return value;
  }

  void addHandler(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce);
  void prependHandler(std::string_view event, std::unique_ptr<EventHandler> handler);
  /// Appends what comes before the data of an event; gives its size.
  std::size_t beginEvent(std::string& out, std::optional<std::uint64_t> ackId) const;
  /// The packet in `buffer` begins with a head of `head` bytes.
  void send(detail::EventBuffer& buffer, std::size_t head, const EmitFlags& flags);
  /// Past the adapter: what is not kept for recovery.
  void sendNow(detail::EventBuffer& buffer, std::size_t head, const EmitFlags& flags);
  std::uint64_t nextAckId();
  /// False, after telling the handler, when there is nobody to wait for.
  bool expectAck(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
                 std::optional<std::chrono::milliseconds> timeout);
  Task<detail::OwnedAnswer> request(OwnedEventData event, EmitFlags flags);

  /// A packet for this socket, from its client.
  void handleEvent(const IncomingEvent& event);
  void handleAck(std::uint64_t id, const IncomingAnswer& answer);
  /// Tells the application something about the socket itself.
  void notify(std::string_view event, std::string_view text);
  bool hasOutgoingHandlers() const noexcept;
  void notifyOutgoing(const EventData& event);
  /// False when the event was refused, or waits for a coroutine.
  bool passMiddlewares(const IncomingEvent& event);
  static Task<void> runMiddlewares(std::shared_ptr<Socket> socket, OwnedIncomingEvent event,
                                   std::size_t from);
  void refuse(std::exception_ptr failure);
  void dispatch(const IncomingEvent& event);
  void handleClosed(std::string_view reason);
  void release();

  /// What `connectionStateRecovery` keeps about a socket.
  struct Recovery {
    SocketId privateId;
    bool isRecovered = false;
    std::uint64_t receivedUpTo = 0;  ///< the position of the last packet that it has been sent
  };

  EventLoop& loop_;
  SessionClient*
      client_;  ///< null once disconnected, and then `shard_` is not used any more either
  NamespaceShard& shard_;
  std::shared_ptr<Namespace> nsp_;
  std::uint32_t position_ = 0;  ///< in the shard's list of sockets
  SocketId id_;
  State state_ = State::CONNECTING;
  bool isInOwnRoom_ = false;
  bool isRoomLimitLogged_ = false;
  bool isAckLimitLogged_ = false;
  Handshake handshake_;
  std::unique_ptr<HandlerTable> handlers_;
  std::unique_ptr<PendingAcks> acks_;
  std::unique_ptr<std::vector<EventMiddleware>> middlewares_;
  std::unique_ptr<Json> data_;
  std::unique_ptr<Recovery> recovery_;
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
