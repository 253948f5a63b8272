#pragma once

#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace ignis {

/// What `BaseController::websocketRoute` does with every connection of its route. The callables are
/// shared by all connections and all loops; each call comes on the loop of its connection. What one
/// throws closes the connection with 1011.
struct WebSocketRouteHandlers {
  std::function<void(WebSocketConnection&)> open{};
  /// One whole message; text is valid UTF-8. `payload` is valid during the call only.
  std::function<void(WebSocketConnection&, bool isBinary, std::string_view payload)> message;
  /// The connection is over; called once, last. 1005: closed without a code, 1006: lost.
  std::function<void(WebSocketConnection&, std::uint16_t code, std::string_view reason)> close{};
  /// Everything queued has been handed to the kernel after the connection was backpressured.
  std::function<void(WebSocketConnection&)> drain{};
};

}  // namespace ignis
