#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/detail/handler_signature.hpp"

namespace ignis::socket_io::detail {

using ConnectionHandler = std::function<void(Socket&)>;

/// Exactly one of the two is set.
struct Middleware {
  std::function<void(Socket&)> plain;
  std::function<Task<void>(Socket&)> async;
};

/// A coroutine is started on the socket's loop; the socket and the function live until it ends.
template <class Function>
ConnectionHandler makeConnectionHandler(Function function) {
  using Result = std::invoke_result_t<Function&, Socket&>;
  if constexpr (std::is_same_v<Result, Task<void>>) {
    auto shared = std::make_shared<Function>(std::move(function));
    return [shared](Socket& socket) {
      spawnHandler(socket, "connection",
                   [shared, self = share(socket)] { return (*shared)(*self); });
    };
  } else {
    static_assert(std::is_void_v<Result>, "a connection handler returns void or Task<void>");
    return function;
  }
}

template <class Function>
Middleware makeMiddleware(Function function) {
  using Result = std::invoke_result_t<Function&, Socket&>;
  if constexpr (std::is_same_v<Result, Task<void>>) {
    return {.plain = {}, .async = std::move(function)};
  } else {
    static_assert(std::is_void_v<Result>,
                  "a middleware returns void or Task<void>; it refuses by throwing");
    return {.plain = std::move(function), .async = {}};
  }
}

}  // namespace ignis::socket_io::detail
