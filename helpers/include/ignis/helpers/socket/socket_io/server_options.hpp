#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

class Adapter;
class Namespace;

/// Which browser pages may connect. The list holds for every transport, WebSocket included;
/// requests without an `Origin` header do not come from a page and are not affected.
struct CorsOptions {
  std::vector<std::string> origin{"*"};  ///< `*` or exact origins
  std::vector<std::string> methods{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"};
  std::vector<std::string> allowedHeaders{};  ///< empty: what the browser asks for
  std::vector<std::string> exposedHeaders{};
  bool credentials = false;
  std::optional<unsigned> maxAge{};
  bool preflightContinue = false;
  unsigned optionsSuccessStatus = 204;
};

struct AllowRequestResult {
  bool isAllowed = true;
  std::string message{};  ///< of a refusal; `Forbidden` when empty
};

/// Asked before a session is created. The request is valid until the task ends.
using AllowRequestFn = std::function<Task<AllowRequestResult>(const HttpRequest& request)>;

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
  std::size_t maxHttpBufferSize = 1'000'000;
  std::vector<std::string> transports{"websocket"};
  std::optional<PerMessageDeflateOptions> perMessageDeflate{};  ///< unset: no compression
  AllowRequestFn allowRequest{};
  std::optional<CorsOptions> cors{};

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
};

}  // namespace ignis::socket_io
