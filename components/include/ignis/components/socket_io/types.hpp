#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ignis/helpers/socket/socket_io/server_options.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_options.hpp"
#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"

namespace ignis {

class DefaultRedisHelper;

/// Clients that offer compression get it for messages from 4 KB on, with a window of 1 KB.
inline PerMessageDeflateOptions socketIODefaultPerMessageDeflate() {
  return {.threshold = 4096,
          .zlibDeflateOptions = {.chunkSize = 10240},
          .zlibInflateOptions = {.windowBits = 12, .memLevel = 8},
          .clientNoContextTakeover = true,
          .serverNoContextTakeover = true,
          .serverMaxWindowBits = 10,
          .concurrencyLimit = 20};
}

/// What is bound to `SocketIOBindingKeys::SERVER_OPTIONS`. A member that is left out has the
/// component's default; one that is given replaces it as a whole, so name all you need of `cors`.
struct SocketIOServerOptions {
  std::string identifier = "SOCKET_IO_SERVER";
  std::string path = "/io";
  std::optional<socket_io::CorsOptions> cors = socket_io::CorsOptions{.origin = {"*"},
                                                                      .methods = {"GET", "POST"},
                                                                      .credentials = true,
                                                                      .optionsSuccessStatus = 204};
  std::optional<PerMessageDeflateOptions> perMessageDeflate = socketIODefaultPerMessageDeflate();

  bool addTrailingSlash = true;
  std::variant<SocketIOAdapterType, socket_io::AdapterFactory> adapter =
      SocketIOAdapterType::PUB_SUB;
  bool startsWithoutRedis = false;  ///< else the application ends when Redis is away at the start
  std::chrono::milliseconds connectTimeout{45000};
  std::chrono::milliseconds pingInterval{25000};  ///< of the connection, not the event `ping`
  std::chrono::milliseconds pingTimeout{20000};
  std::chrono::milliseconds upgradeTimeout{10000};
  std::size_t maxHttpBufferSize = 1'000'000;
  std::vector<std::string> transports{"polling", "websocket"};
  bool allowUpgrades = true;
  socket_io::AllowRequestFn allowRequest{};
  std::optional<socket_io::HttpCompressionOptions> httpCompression =
      socket_io::HttpCompressionOptions{};
  std::optional<std::string> initialPacket{};
  std::optional<socket_io::CookieOptions> cookie{};
  bool allowEIO3 = false;
  bool serveClient = true;
  bool destroyUpgrade = true;
  std::chrono::milliseconds destroyUpgradeTimeout{1000};
  std::optional<socket_io::ConnectionStateRecoveryOptions> connectionStateRecovery{};
  bool cleanupEmptyChildNamespaces = false;
  std::size_t maxRoomsPerSocket = 1000;
  std::size_t maxNamespacesPerConnection = 32;
  std::size_t maxDynamicNamespaces = 10'000;
  std::size_t maxPendingAcksPerSocket = 10000;
  std::chrono::milliseconds ackTimeout{60000};
  std::size_t maxAttachments = 10;
  std::chrono::milliseconds binaryPacketTimeout{10000};
  std::size_t maxPacketsPerPayload = 10'000;

  /// What the original leaves to those who construct the helper themselves; its defaults when
  /// unset.
  std::optional<std::vector<std::string>> defaultRooms{};
  std::optional<std::chrono::milliseconds> authenticateTimeout{};
  std::optional<std::chrono::milliseconds> clientPingInterval{};  ///< of the event `ping`
};

/// What the component has found under its keys.
struct SocketIOResolvedBindings {
  std::shared_ptr<DefaultRedisHelper> redisConnection;
  SocketIOAuthenticateFn authenticateFn;
  SocketIOValidateRoomFn validateRoomFn{};
  SocketIOClientConnectedFn clientConnectedFn{};
};

namespace socket_io {

inline const SocketIOServerOptions DEFAULT_SERVER_OPTIONS{};

}  // namespace socket_io

}  // namespace ignis
