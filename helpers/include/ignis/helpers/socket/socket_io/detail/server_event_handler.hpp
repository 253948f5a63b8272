#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/detail/handler_signature.hpp"
#include "ignis/helpers/socket/socket_io/incoming_event.hpp"

namespace ignis::socket_io::detail {

/// What runs when another server of the cluster has sent an event.
class ServerEventHandler {
 public:
  virtual ~ServerEventHandler() = default;
  /// Arguments that do not fit are answered and logged, not thrown; what the user's function throws
  /// is.
  virtual void call(const IncomingEvent& event, Ack ack) = 0;
};

/// Fills `outs`; when that fails it logs, answers, and gives false.
bool decodeServerEvent(const IncomingEvent& event, std::span<const JsonType* const> types,
                       std::span<void* const> outs, const Ack& ack);
void spawnServerEventHandler(std::string_view event, std::function<Task<void>()> task);

/// Calls `Function(Args…, Ack)`, plain or coroutine, where `Ack` may be left out.
template <class Function>
class TypedServerEventHandler final : public ServerEventHandler {
 public:
  explicit TypedServerEventHandler(Function function)
      : function_(std::make_shared<Function>(std::move(function))) {}

  void call(const IncomingEvent& event, Ack ack) override {
    auto call = std::make_shared<Call>();
    if (!decode(event, call->arguments, ack)) {
      return;
    }
    call->function = function_;
    call->ack = std::move(ack);
    if constexpr (Signature::isAsync) {
      spawnServerEventHandler(event.name, [call] { return call->run(); });
    } else {
      call->run();
    }
  }

 private:
  using Signature = HandlerSignature<Function>;
  static_assert(!Signature::takesSocket,
                "an event of another server comes from no socket: take its arguments");
  static_assert(!Signature::takesEvent, "take the arguments of a server's event typed");

  struct Call {
    std::shared_ptr<Function> function;
    typename Signature::Arguments arguments{};
    Ack ack;
    typename Signature::Result run() {
      return std::apply(
          [&](auto&... values) -> typename Signature::Result {
            if constexpr (Signature::takesAck) {
              return (*function)(std::move(values)..., std::move(ack));
            } else {
              return (*function)(std::move(values)...);
            }
          },
          arguments);
    }
  };

  template <class... Args>
  static bool decode(const IncomingEvent& event, std::tuple<Args...>& arguments, const Ack& ack) {
    if constexpr (sizeof...(Args) == 0) {
      return true;
    } else {
      const std::array<const JsonType*, sizeof...(Args)> types{&jsonTypeOf<Args>()...};
      const auto outs =
          std::apply([](Args&... values) { return std::array<void*, sizeof...(Args)>{&values...}; },
                     arguments);
      return decodeServerEvent(event, types, outs, ack);
    }
  }

  std::shared_ptr<Function> function_;
};

}  // namespace ignis::socket_io::detail
