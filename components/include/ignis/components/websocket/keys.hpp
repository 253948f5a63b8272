#pragma once

#include "ignis/components/websocket/types.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

class DefaultRedisHelper;
class WebSocketServerHelper;

/// Where the component finds what it needs, and where it leaves its helper.
struct WebSocketBindingKeys {
  /// Bound by the component once the server listens: inject it with `lazy(…)`.
  static constexpr BindingKey<WebSocketServerHelper> WEBSOCKET_INSTANCE{"@app/websocket/instance"};
  static constexpr BindingKey<WebSocketServerOptions> SERVER_OPTIONS{
      "@app/websocket/server-options"};
  /// Required; a `MemoryRedisHelper` while there is one process.
  static constexpr BindingKey<DefaultRedisHelper> REDIS_CONNECTION{
      "@app/websocket/redis-connection"};
  /// Required.
  static constexpr BindingKey<WebSocketAuthenticateFn> AUTHENTICATE_HANDLER{
      "@app/websocket/authenticate-handler"};
  static constexpr BindingKey<WebSocketValidateRoomFn> VALIDATE_ROOM_HANDLER{
      "@app/websocket/validate-room-handler"};
  static constexpr BindingKey<WebSocketClientConnectedFn> CLIENT_CONNECTED_HANDLER{
      "@app/websocket/client-connected-handler"};
  static constexpr BindingKey<WebSocketClientDisconnectedFn> CLIENT_DISCONNECTED_HANDLER{
      "@app/websocket/client-disconnected-handler"};
  static constexpr BindingKey<WebSocketMessageHandler> MESSAGE_HANDLER{
      "@app/websocket/message-handler"};
  static constexpr BindingKey<WebSocketOutboundTransformer> OUTBOUND_TRANSFORMER{
      "@app/websocket/outbound-transformer"};
  /// Needed when the options require encryption.
  static constexpr BindingKey<WebSocketHandshakeFn> HANDSHAKE_HANDLER{
      "@app/websocket/handshake-handler"};
};

}  // namespace ignis
