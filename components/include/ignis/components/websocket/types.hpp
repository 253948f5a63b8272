#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/socket/websocket/websocket_constants.hpp"
#include "ignis/helpers/socket/websocket/websocket_handlers.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper_options.hpp"

namespace ignis {

class DefaultRedisHelper;

/// What is bound to `WebSocketBindingKeys::SERVER_OPTIONS`; `WebSocketServerHelperOptions` says
/// what each member does. One that is left out has its default, one that is given replaces it.
struct WebSocketServerOptions {
  std::string identifier = "WEBSOCKET_SERVER";
  std::string path{WebSocketDefaults::PATH};
  std::vector<std::string> defaultRooms{std::string(WebSocketDefaults::ROOM),
                                        std::string(WebSocketDefaults::NOTIFICATION_ROOM)};
  WebSocketTransportOptions serverOptions{};
  std::chrono::milliseconds heartbeatInterval = WebSocketDefaults::HEARTBEAT_INTERVAL;
  std::chrono::milliseconds heartbeatTimeout = WebSocketDefaults::HEARTBEAT_TIMEOUT;
  bool requireEncryption = false;

  /// What the original leaves to those who construct the helper themselves, and what is new.
  std::chrono::milliseconds authTimeout = WebSocketDefaults::AUTH_TIMEOUT;
  std::size_t encryptedBatchLimit = WebSocketDefaults::ENCRYPTED_BATCH_LIMIT;
  std::chrono::milliseconds transformTimeout{10000};
  std::size_t maxRoomsPerClient = 1000;
  std::size_t maxPendingMessages = 1000;
  bool startsWithoutRedis = false;  ///< else the application ends when Redis is away at the start
};

/// What the component has found under its keys.
struct WebSocketResolvedBindings {
  std::shared_ptr<DefaultRedisHelper> redisConnection;
  WebSocketAuthenticateFn authenticateFn;
  WebSocketValidateRoomFn validateRoomFn{};
  WebSocketClientConnectedFn clientConnectedFn{};
  WebSocketClientDisconnectedFn clientDisconnectedFn{};
  WebSocketMessageHandler messageHandler{};
  WebSocketOutboundTransformer outboundTransformer{};
  WebSocketHandshakeFn handshakeFn{};
};

namespace websocket {

inline const WebSocketServerOptions DEFAULT_SERVER_OPTIONS{};

}  // namespace websocket

}  // namespace ignis
