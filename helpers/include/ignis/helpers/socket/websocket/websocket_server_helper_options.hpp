#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"
#include "ignis/helpers/socket/websocket/websocket_handlers.hpp"

namespace ignis {

class DefaultRedisHelper;
class HttpServer;

/// What holds for the connections below the events.
struct WebSocketTransportOptions {
  std::optional<PerMessageDeflateOptions> perMessageDeflate{};           ///< unset: none
  std::size_t maxPayloadLength = WebSocketDefaults::MAX_PAYLOAD_LENGTH;  ///< bytes, else close 1009
  /// A connection that is silent for so long is dropped; zero for never.
  std::chrono::seconds idleTimeout = WebSocketDefaults::IDLE_TIMEOUT;
  bool sendPings = WebSocketDefaults::SEND_PINGS;  ///< asks a silent peer before it is dropped
  /// Unsent bytes past which a client counts as backpressured, and is not read from.
  std::size_t backpressureLimit = WebSocketDefaults::BACKPRESSURE_LIMIT;
  bool closeOnBackpressureLimit = false;
  /// Unsent bytes past which it is closed in any case.
  std::size_t hardBackpressureLimit = 4UL * 1024 * 1024;
  /// The Origin headers of pages that may connect, `*` for all; others are refused with 403.
  std::vector<std::string> origins{"*"};
  std::vector<std::string> protocols{};  ///< subprotocols, best first
};

struct WebSocketServerHelperOptions {
  std::string identifier;
  std::string path{WebSocketDefaults::PATH};  ///< taken as it is, the base path is not before it
  HttpServer* server;  ///< outlives the helper's work, which ends with `shutdown`
  std::shared_ptr<DefaultRedisHelper> redisConnection;  ///< duplicated, neither used nor closed
  /// `configure` does not wait for Redis: clients of this server are served, the others hear it
  /// once Redis is there.
  bool startsWithoutRedis = false;
  /// Joined by every client that authenticates, next to the room of its id.
  std::vector<std::string> defaultRooms{std::string(WebSocketDefaults::ROOM),
                                        std::string(WebSocketDefaults::NOTIFICATION_ROOM)};
  WebSocketTransportOptions serverOptions{};
  /// A client that has not sent `authenticate` by then is closed with 4001; its authentication may
  /// take three times as long.
  std::chrono::milliseconds authTimeout = WebSocketDefaults::AUTH_TIMEOUT;
  std::chrono::milliseconds heartbeatInterval = WebSocketDefaults::HEARTBEAT_INTERVAL;
  /// A client that has sent no message for so long is closed with 4002.
  std::chrono::milliseconds heartbeatTimeout = WebSocketDefaults::HEARTBEAT_TIMEOUT;
  /// How many events a loop has an `outboundTransformer` that waits work on at once.
  std::size_t encryptedBatchLimit = WebSocketDefaults::ENCRYPTED_BATCH_LIMIT;
  std::chrono::milliseconds transformTimeout{10000};  ///< then its event is dropped
  bool requireEncryption = false;  ///< refuses clients that `handshakeFn` has no key for
  /// How many rooms a client may be in by asking for more; those that it is in anyway count.
  std::size_t maxRoomsPerClient = 1000;
  /// Of one client's messages, how many a `messageHandler` that waits may be at work on, else close
  /// 1008.
  std::size_t maxPendingMessages = 1000;

  WebSocketAuthenticateFn authenticateFn;
  WebSocketValidateRoomFn validateRoomFn{};  ///< without it every `join` is refused
  WebSocketClientConnectedFn clientConnectedFn{};
  WebSocketClientDisconnectedFn clientDisconnectedFn{};
  WebSocketMessageHandler messageHandler{};
  WebSocketOutboundTransformer outboundTransformer{};
  WebSocketHandshakeFn handshakeFn{};  ///< called when encryption is required
};

}  // namespace ignis
