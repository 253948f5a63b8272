#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/socket/socket_io/engine/engine_options.hpp"

namespace ignis::socket_io {

class Adapter;
class Namespace;

using AdapterFactory = std::function<std::unique_ptr<Adapter>(Namespace& nsp)>;

/// How long a lost client may come back and be sent what it has missed.
struct ConnectionStateRecoveryOptions {
  std::chrono::milliseconds maxDisconnectionDuration{120000};
  bool skipMiddlewares = true;                    ///< of the namespace, for who comes back
  std::size_t maxStoredBytes = 64 * 1024 * 1024;  ///< of events in a namespace, oldest go first
  std::size_t maxStoredSessions = 100'000;        ///< of lost clients in a namespace
};

/// The original's options with its defaults, then our limits. Whatever a limit refuses is logged.
struct ServerOptions {
  std::string path = "/socket.io";
  bool addTrailingSlash = true;
  AdapterFactory adapter{};  ///< in memory when empty
  std::chrono::milliseconds connectTimeout{45000};
  std::chrono::milliseconds pingInterval{25000};
  std::chrono::milliseconds pingTimeout{20000};
  /// How long a client may take from opening a WebSocket for its polling session to using it.
  std::chrono::milliseconds upgradeTimeout{10000};
  std::size_t maxHttpBufferSize = 1'000'000;  ///< bytes of one POST or WebSocket message
  /// Any of `polling` and `websocket`.
  std::vector<std::string> transports{"polling", "websocket"};
  bool allowUpgrades = true;  ///< whether a polling session may move on to WebSocket
  std::optional<PerMessageDeflateOptions> perMessageDeflate{};  ///< unset: no compression
  AllowRequestFn allowRequest{};
  std::optional<HttpCompressionOptions> httpCompression = HttpCompressionOptions{};
  std::optional<std::string> initialPacket{};  ///< an Engine.IO message after every handshake
  std::optional<CookieOptions> cookie{};
  std::optional<CorsOptions> cors{};
  bool allowEIO3 = false;   ///< clients of version 2 are not supported: `true` is refused
  bool serveClient = true;  ///< without effect: serve the browser's files as static files
  /// Both have no effect: the HTTP server answers upgrade requests that nobody takes.
  bool destroyUpgrade = true;
  std::chrono::milliseconds destroyUpgradeTimeout{1000};

  std::optional<ConnectionStateRecoveryOptions> connectionStateRecovery{};
  /// A namespace that a parent has made goes with its last socket.
  bool cleanupEmptyChildNamespaces = false;
  std::size_t maxRoomsPerSocket = 1000;
  std::size_t maxNamespacesPerConnection = 32;
  std::size_t maxDynamicNamespaces = 10'000;  ///< that parents have made
  std::size_t maxPendingAcksPerSocket = 10000;
  /// For answers asked for without `timeout(…)`, so that a silent client cannot keep them for good.
  std::chrono::milliseconds ackTimeout{60000};
  std::size_t maxAttachments = 10;
  /// From a binary event to its last attachment.
  std::chrono::milliseconds binaryPacketTimeout{10000};
  /// A POST with more packets than this ends its session.
  std::size_t maxPacketsPerPayload = 10'000;
};

}  // namespace ignis::socket_io
