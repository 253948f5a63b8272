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

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/client/connect_error.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/detail/socketless_event_handler.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io::client {

class Manager;
class SocketCore;
class SocketOperator;

/// Names a listener for `off`.
using ListenerId = std::uint64_t;

struct EmitFlags {
  bool isVolatile = false;
  std::optional<bool> compress{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// A namespace of a server as a client sees it; the counterpart of socket.io-client's `Socket`.
///
/// Call it from any thread. Handlers run on the client's loop, one at a time, in the order of the
/// events; one that throws is logged, and one that is a coroutine is started there.
///
/// Destroying the last owner leaves the namespace. It may happen in any state and on any thread, in
/// a handler too: no handler is called afterwards, one that is running elsewhere is waited for, at
/// most a second, and coroutines that wait for an answer are ended where they wait.
class Socket final {
 public:
  explicit Socket(std::shared_ptr<SocketCore> core);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  /// Empty while not connected.
  std::string id() const;
  bool connected() const noexcept;
  /// Whether it will come back by itself: connected, connecting, or waiting to try again.
  bool active() const noexcept;
  /// Whether the last connect has brought back what was missed (`connectionStateRecovery`).
  bool recovered() const noexcept;
  const std::string& nsp() const noexcept;
  EventLoop& loop() const noexcept;

  /// Opens the connection if need be and enters the namespace. What is emitted meanwhile waits.
  void connect();
  /// Leaves the namespace, for the reason `io client disconnect`; the connection is closed with the
  /// last namespace.
  void disconnect();

  /// Runs `handler` for every event of this name: `[](ChatMessage message, Ack ack)`, plain or
  /// coroutine; see `TypedSocketlessEventHandler`. The socket itself emits `connect`, without
  /// arguments, `connect_error` with a `ConnectError`, and `disconnect` with the reason and, of a
  /// transport, what exactly went wrong (`std::string`, `std::string`).
  ///
  /// A `connect` that nobody listened for is told to the first who does.
  template <class Function>
  ListenerId on(std::string_view event, Function&& handler) {
    return addListener(event, makeHandler(std::forward<Function>(handler)), {});
  }
  template <class Function>
  ListenerId once(std::string_view event, Function&& handler) {
    return addListener(event, makeHandler(std::forward<Function>(handler)), {.isOnce = true});
  }
  /// For every event of the server, before the handlers of its name:
  /// `[](const IncomingEvent& event)`.
  template <class Function>
  ListenerId onAny(Function&& handler) {
    return addListener(ANY_EVENT, makeHandler(std::forward<Function>(handler)), {});
  }
  template <class Function>
  ListenerId prependAny(Function&& handler) {
    return addListener(ANY_EVENT, makeHandler(std::forward<Function>(handler)),
                       {.isPrepended = true});
  }
  /// For every event that is sent, when it is handed to the connection.
  template <class Function>
  ListenerId onAnyOutgoing(Function&& handler) {
    return addListener(ANY_OUTGOING_EVENT, makeHandler(std::forward<Function>(handler)), {});
  }
  template <class Function>
  ListenerId prependAnyOutgoing(Function&& handler) {
    return addListener(ANY_OUTGOING_EVENT, makeHandler(std::forward<Function>(handler)),
                       {.isPrepended = true});
  }
  /// Removes one listener; of an id that is not there nothing happens. Called off the loop, the
  /// listener may be running for the last time.
  void off(ListenerId listener);
  /// Removes the listeners of an event.
  void off(std::string_view event);
  /// Removes all listeners, those of all events included.
  void off();
  void offAny();
  void offAnyOutgoing();
  bool hasListeners(std::string_view event) const;

  /// Sends an event, or keeps it until there is a connection. A callable as the last argument asks
  /// for an answer: `emit("question", 42, [](const AckError* error, std::string answer) {…})`; it
  /// is called once, with an error when no answer came. Throws an `ApplicationError` when the
  /// event's name is reserved.
  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) {
    emitWith({}, event, arguments...);
  }
  /// `emit("message", …)`.
  template <class... Args>
  void send(const Args&... arguments) {
    emitWith({}, "message", arguments...);
  }
  /// The first argument of the server's answer. Throws an `ApplicationError` when none came. Await
  /// it on any loop; it is resumed there.
  template <class T = Json, class... Args>
  Task<T> emitWithAck(std::string_view event, const Args&... arguments) {
    return emitWithAckWith<T>({}, event, arguments...);
  }

  /// What is emitted is dropped when there is no connection that takes it at once.
  SocketOperator volatile_();
  SocketOperator compress(bool compress);  ///< without effect: nothing is compressed
  /// How long the answer may take.
  SocketOperator timeout(std::chrono::milliseconds timeout);

 private:
  friend class SocketCore;
  friend class SocketOperator;
  /// The names under which handlers of all events are kept. Names are UTF-8, so no event is called
  /// this.
  static constexpr std::string_view ANY_EVENT = "\xFF";
  static constexpr std::string_view ANY_OUTGOING_EVENT = "\xFE";

  struct ListenerFlags {
    bool isOnce = false;
    bool isPrepended = false;
  };

  template <class Function>
  static std::unique_ptr<detail::SocketlessEventHandler> makeHandler(Function&& function) {
    return detail::makeSocketlessEventHandler(std::forward<Function>(function));
  }

  template <class... Args>
  void emitWith(const EmitFlags& flags, std::string_view event, const Args&... arguments) {
    if constexpr (detail::endsWithAckCallback<Args...>) {
      detail::splitLast(
          [&](const auto& callback, const auto&... values) {
            detail::EventBuffer buffer;
            buffer.appendEvent(event, values...);
            sendEvent(buffer.data(), flags, detail::makeAckHandler(callback));
          },
          arguments...);
    } else {
      detail::EventBuffer buffer;
      buffer.appendEvent(event, arguments...);
      sendEvent(buffer.data(), flags, nullptr);
    }
  }
  template <class T, class... Args>
  Task<T> emitWithAckWith(const EmitFlags& flags, std::string_view event,
                          const Args&... arguments) {
    detail::EventBuffer buffer;
    buffer.appendEvent(event, arguments...);
    return answerOf<T>(core_, OwnedEventData(buffer.data()), flags);
  }
  template <class T>
  static Task<T> answerOf(std::shared_ptr<SocketCore> core, OwnedEventData event, EmitFlags flags) {
    const detail::OwnedAnswer answer = co_await request(std::move(core), std::move(event), flags);
    T value{};
    detail::decodeAnswer(answer.view(), jsonTypeOf<T>(), &value);
    co_return value;
  }

  ListenerId addListener(std::string_view event,
                         std::unique_ptr<detail::SocketlessEventHandler> handler,
                         ListenerFlags flags);
  void sendEvent(const EventData& event, const EmitFlags& flags,
                 std::unique_ptr<detail::AckHandler> onAnswer);
  static Task<detail::OwnedAnswer> request(std::shared_ptr<SocketCore> core, OwnedEventData event,
                                           EmitFlags flags);

  std::shared_ptr<SocketCore> core_;
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

}  // namespace ignis::socket_io::client
