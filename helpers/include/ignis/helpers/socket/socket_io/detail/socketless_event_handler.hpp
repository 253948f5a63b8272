#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/detail/handler_signature.hpp"
#include "ignis/helpers/socket/socket_io/incoming_event.hpp"

namespace ignis::socket_io::detail {

/// Starts the coroutine of a handler.
using HandlerSpawner =
    std::function<void(std::string_view event, std::function<Task<void>()> task)>;

/// Fills `outs`; when that fails it logs, answers, and gives false.
bool decodeSocketlessEvent(const IncomingEvent& event, std::span<const JsonType* const> types,
                           std::span<void* const> outs, const Ack& ack);
/// Starts a coroutine on the loop whose thread this is; what it throws is logged.
void spawnSocketlessHandler(std::string_view event, std::function<Task<void>()> task);

/// What runs when an event comes from no client: from another server of the cluster, or from the
/// server that we are a client of.
class SocketlessEventHandler {
 public:
  virtual ~SocketlessEventHandler() = default;
  /// Called on a loop, by a table that keeps the handler until the call ends. Arguments that do not
  /// fit are answered and logged, not thrown; what the user's function throws is.
  void call(const IncomingEvent& event, Ack ack) {
    call(event, std::move(ack), &spawnSocketlessHandler);
  }
  /// The same for a table that starts coroutines in its own way.
  virtual void call(const IncomingEvent& event, Ack ack, const HandlerSpawner& spawn) = 0;
};

/// Calls `Function(Args…, Ack)`, plain or coroutine, where `Ack` may be left out. A single
/// `const IncomingEvent&` in place of the arguments takes the event undecoded, plain only.
template <class Function>
class TypedSocketlessEventHandler final : public SocketlessEventHandler {
 public:
  explicit TypedSocketlessEventHandler(Function function)
      : function_(std::make_shared<Function>(std::move(function))) {}

  using SocketlessEventHandler::call;
  void call(const IncomingEvent& event, Ack ack, const HandlerSpawner& spawn) override {
    if constexpr (Signature::takesEvent) {
      static_assert(
          !Signature::isAsync,
          "an IncomingEvent is valid during the call only: take typed arguments in a coroutine");
      if constexpr (Signature::takesAck) {
        (*function_)(event, std::move(ack));
      } else {
        (*function_)(event);
      }
    } else if constexpr (Signature::isAsync) {
      auto call = std::make_shared<AsyncCall>();
      if (decode(event, call->arguments, ack)) {
        call->function = function_;
        call->ack = std::move(ack);
        spawn(event.name, [call] { return call->run(); });
      }
    } else {
      typename Signature::Arguments arguments{};
      if (decode(event, arguments, ack)) {
        invoke(*function_, arguments, ack);
      }
    }
  }

 private:
  using Signature = HandlerSignature<Function>;
  static_assert(!Signature::takesSocket,
                "what comes from a server comes from no socket of ours: take its arguments");

  struct AsyncCall {
    std::shared_ptr<Function> function;
    typename Signature::Arguments arguments{};
    Ack ack;
    Task<void> run() { return invoke(*function, arguments, ack); }
  };

  static typename Signature::Result invoke(Function& function,
                                           typename Signature::Arguments& arguments, Ack& ack) {
    return std::apply(
        [&](auto&... values) -> typename Signature::Result {
          if constexpr (Signature::takesAck) {
            return function(std::move(values)..., std::move(ack));
          } else {
            return function(std::move(values)...);
          }
        },
        arguments);
  }

  template <class... Args>
  static bool decode(const IncomingEvent& event, std::tuple<Args...>& arguments, const Ack& ack) {
    if constexpr (sizeof...(Args) == 0) {
      return true;
    } else {
      const std::array<const JsonType*, sizeof...(Args)> types{&jsonTypeOf<Args>()...};
      const auto outs =
          std::apply([](Args&... values) { return std::array<void*, sizeof...(Args)>{&values...}; },
                     arguments);
      return decodeSocketlessEvent(event, types, outs, ack);
    }
  }

  std::shared_ptr<Function> function_;
};

template <class Function>
std::unique_ptr<SocketlessEventHandler> makeSocketlessEventHandler(Function&& function) {
  return std::make_unique<TypedSocketlessEventHandler<std::decay_t<Function>>>(
      std::forward<Function>(function));
}

}  // namespace ignis::socket_io::detail
