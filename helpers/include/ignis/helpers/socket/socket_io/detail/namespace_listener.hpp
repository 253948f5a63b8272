#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/connection_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/socketless_event_handler.hpp"

namespace ignis::socket_io {

class Namespace;

namespace detail {

using NamespaceHandler = Handler<void(Namespace&)>;

/// What listens on a namespace; its parameters tell to which kind of event. Exactly one is set.
struct NamespaceListener {
  ConnectionHandler onConnection{};
  NamespaceHandler onNamespace{};
  std::shared_ptr<SocketlessEventHandler> onServerEvent{};
};

template <class Function>
NamespaceListener makeNamespaceListener(Function function) {
  if constexpr (std::is_invocable_v<Function&, Socket&>) {
    return {.onConnection = makeConnectionHandler(std::move(function))};
  } else if constexpr (std::is_invocable_v<Function&, Namespace&>) {
    return {.onNamespace = std::move(function)};
  } else {
    return {.onServerEvent =
                std::make_shared<TypedSocketlessEventHandler<Function>>(std::move(function))};
  }
}

}  // namespace detail

}  // namespace ignis::socket_io
