#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ignis/helpers/json/json_text.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"

namespace ignis {

/// A client of a `WebSocketServerHelper` as it was when somebody asked.
struct WebSocketClient {
  std::string id;
  std::string userId{};  ///< empty when it has none
  WebSocketClientState state = WebSocketClientState::UNAUTHORIZED;
  std::vector<std::string> rooms{};  ///< in the order in which it joined them
  bool backpressured = false;        ///< it does not read as fast as it is sent to
  bool encrypted = false;
  std::int64_t connectedAt = 0;   ///< Unix time in milliseconds
  std::int64_t lastActivity = 0;  ///< of its last message; Unix time in milliseconds
  JsonText metadata{};
  std::string serverPublicKey{};  ///< of the handshake, empty without
  std::string salt{};
  std::string remoteAddress{};
};

}  // namespace ignis
