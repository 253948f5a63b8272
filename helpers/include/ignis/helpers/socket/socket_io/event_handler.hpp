#pragma once

#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/detail/handler_signature.hpp"
#include "ignis/helpers/socket/socket_io/incoming_event.hpp"

namespace ignis::socket_io {

class Socket;

/// What runs when an event arrives. Owned by the table of the socket that it is registered on.
class EventHandler {
 public:
  virtual ~EventHandler() = default;
  /// Arguments that do not fit are answered and logged, not thrown; what the user's function throws
  /// is.
  virtual void call(Socket& socket, const IncomingEvent& event) = 0;
};

/// Calls `Function(Socket&, Args…, Ack)`, where `Socket&` and `Ack` may be left out and the
/// arguments are decoded from JSON straight into their types. A single `const IncomingEvent&` in
/// their place takes the event undecoded. A function that returns `Task<void>` is started on the
/// socket's loop; the socket, the arguments and the function itself live until it ends.
template <class Function>
class TypedEventHandler final : public EventHandler {
 public:
  explicit TypedEventHandler(Function function) : function_(std::move(function)) {}

  void call(Socket& socket, const IncomingEvent& event) override {
    if constexpr (Signature::isAsync) {
      static_assert(
          !Signature::takesEvent,
          "an IncomingEvent is valid during the call only: take typed arguments in a coroutine");
      auto call = std::make_shared<AsyncCall>();
      if (!detail::decodeArguments(socket, event, call->arguments)) {
        return;
      }
      call->function = function_.shared();
      call->socket = detail::share(socket);
      call->ack = makeAck(socket, event);
      detail::spawnHandler(socket, event.name, [call] { return call->run(); });
    } else if constexpr (Signature::takesEvent) {
      Ack ack = makeAck(socket, event);
      Signature::invoke(function_.get(), socket, std::forward_as_tuple(event), ack);
    } else {
      typename Signature::Arguments arguments{};
      if (detail::decodeArguments(socket, event, arguments)) {
        Ack ack = makeAck(socket, event);
        Signature::invoke(function_.get(), socket, arguments, ack);
      }
    }
  }

 private:
  using Signature = detail::HandlerSignature<Function>;

  struct AsyncCall {
    std::shared_ptr<Function> function;
    std::shared_ptr<Socket> socket;
    typename Signature::Arguments arguments{};
    Ack ack;
    Task<void> run() { return Signature::invoke(*function, *socket, arguments, ack); }
  };

  static Ack makeAck(Socket& socket, const IncomingEvent& event) {
    if constexpr (Signature::takesAck) {
      if (event.ackId) {
        return Ack(socket, *event.ackId);
      }
    }
    return {};
  }

  detail::HandlerFunction<Function, Signature::isAsync> function_;
};

template <class Function>
std::unique_ptr<EventHandler> makeEventHandler(Function&& function) {
  return std::make_unique<TypedEventHandler<std::decay_t<Function>>>(
      std::forward<Function>(function));
}

}  // namespace ignis::socket_io
