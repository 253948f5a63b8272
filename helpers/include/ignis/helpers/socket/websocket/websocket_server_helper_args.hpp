#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json_view.hpp"

namespace ignis {

class WebSocketConnection;

// Arguments are views: valid until the call returns. `data` is any value that JSON is made of; left
// out, the event has none.

struct WebSocketClientArgs {
  std::string_view clientId;
};

struct WebSocketConnectArgs {
  std::string_view clientId;
  WebSocketConnection& socket;  ///< until `onClientDisconnect`
};

struct WebSocketRawMessageArgs {
  std::string_view clientId;
  std::string_view raw;
};

struct WebSocketGetClientArgs {
  std::string_view id;
};

struct WebSocketUserArgs {
  std::string_view userId;
};

struct WebSocketRoomArgs {
  std::string_view room;
};

struct WebSocketClientRoomArgs {
  std::string_view clientId;
  std::string_view room;
};

struct WebSocketSendToClientArgs {
  std::string_view clientId;
  std::string_view event;
  std::optional<JsonView> data{};
  bool doLog = false;
};

struct WebSocketSendToUserArgs {
  std::string_view userId;
  std::string_view event;
  std::optional<JsonView> data{};
};

struct WebSocketSendToRoomArgs {
  std::string_view room;
  std::string_view event;
  std::optional<JsonView> data{};
  std::span<const std::string> exclude{};  ///< ids of clients
};

struct WebSocketBroadcastArgs {
  std::string_view event;
  std::optional<JsonView> data{};
  std::span<const std::string> exclude{};  ///< ids of clients
};

struct WebSocketSendPayload {
  std::string_view topic;
  std::optional<JsonView> data{};
};

struct WebSocketSendArgs {
  /// A client of this server, else a room, on all servers; empty for everybody.
  std::string_view destination{};
  WebSocketSendPayload payload;
  bool doLog = false;
  std::function<void()> cb{};  ///< called soon after, on a loop; says nothing about delivery
};

}  // namespace ignis
