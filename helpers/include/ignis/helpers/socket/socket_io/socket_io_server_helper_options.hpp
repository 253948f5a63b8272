#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/socket/socket_io/handshake.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_constants.hpp"

namespace ignis {

class DefaultRedisHelper;
class HttpServer;

namespace socket_io {
class Socket;
}

/// A socket, on its own loop. A handler may as well take the `Socket&` itself.
struct SocketIOSocketArgs {
  socket_io::Socket& socket;

  operator socket_io::Socket&() const noexcept { return socket; }
};

struct SocketIOValidateRoomArgs {
  socket_io::Socket& socket;
  const std::vector<std::string>&
      rooms;  ///< what the client asks for; lives until the handler ends
};

/// Whether a client that sent `authenticate` is who it says it is; throwing refuses it as well.
using SocketIOAuthenticateFn = Handler<bool(const socket_io::Handshake&)>;
/// The rooms that a client joins when it asks for `rooms`. They are joined as they are, so never
/// return the id of another client for somebody who merely asked for it.
using SocketIOValidateRoomFn = Handler<std::vector<std::string>(const SocketIOValidateRoomArgs&)>;
/// Told of each authenticated client: the place to register its events.
using SocketIOClientConnectedFn = Handler<void(SocketIOSocketArgs)>;
/// How servers that share a Redis hear each other; all of them need the same.
enum class SocketIOAdapterType : std::uint8_t {
  PUB_SUB,  ///< `@socket.io/redis-adapter`
  STREAMS   ///< `@socket.io/redis-streams-adapter`: lost connections recover on any server
};

/// Handlers run on the loop of the socket that they are about, so on several threads at once when
/// there are several loops.
struct SocketIOServerHelperOptions {
  std::string identifier;
  HttpServer* server;  ///< outlives the helper's work, which ends with `shutdown`
  socket_io::ServerOptions serverOptions{};
  std::shared_ptr<DefaultRedisHelper> redisConnection;  ///< duplicated, neither used nor closed
  SocketIOAdapterType adapterType = SocketIOAdapterType::PUB_SUB;  ///< unless there is an `adapter`
  /// `configure` does not wait for Redis: clients of this server are served, the others hear it
  /// once Redis is there.
  bool startsWithoutRedis = false;
  std::vector<std::string> defaultRooms{std::string(SocketIOConstants::ROOM_DEFAULT),
                                        std::string(SocketIOConstants::ROOM_NOTIFICATION)};
  std::chrono::milliseconds authenticateTimeout{10000};
  std::chrono::milliseconds pingInterval{30000};
  SocketIOAuthenticateFn authenticateFn;
  SocketIOValidateRoomFn validateRoomFn{};  ///< without it every `join` is refused
  SocketIOClientConnectedFn clientConnectedFn{};
};

}  // namespace ignis
