#pragma once

#include "ignis/components/socket_io/types.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

class DefaultRedisHelper;
class SocketIOServerHelper;

/// Where the component finds what it needs, and where it leaves its helper.
struct SocketIOBindingKeys {
  /// Bound by the component once the server listens: inject it with `lazy(…)`.
  static constexpr BindingKey<SocketIOServerHelper> SOCKET_IO_INSTANCE{"@app/socket-io/instance"};
  static constexpr BindingKey<SocketIOServerOptions> SERVER_OPTIONS{
      "@app/socket-io/server-options"};
  /// Required; a `MemoryRedisHelper` while there is one process.
  static constexpr BindingKey<DefaultRedisHelper> REDIS_CONNECTION{
      "@app/socket-io/redis-connection"};
  /// Required.
  static constexpr BindingKey<SocketIOAuthenticateFn> AUTHENTICATE_HANDLER{
      "@app/socket-io/authenticate-handler"};
  static constexpr BindingKey<SocketIOValidateRoomFn> VALIDATE_ROOM_HANDLER{
      "@app/socket-io/validate-room-handler"};
  static constexpr BindingKey<SocketIOClientConnectedFn> CLIENT_CONNECTED_HANDLER{
      "@app/socket-io/client-connected-handler"};
};

}  // namespace ignis
