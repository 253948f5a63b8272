#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

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

/// Compression of polling answers, for clients that accept gzip or deflate.
struct HttpCompressionOptions {
  std::size_t threshold = 1024;  ///< bytes below which an answer is not worth it
};

/// The cookie that the answer to a polling handshake sets to the session's id, for load balancers
/// that keep a client on one server by it. The server never reads it.
struct CookieOptions {
  std::string name = "io";
  std::string path = "/";
  bool httpOnly = true;
  std::string sameSite = "lax";  ///< `lax`, `strict`, `none`; empty for none of them
  std::optional<std::chrono::seconds> maxAge{};
  std::string domain{};
  bool secure = false;
};

/// The options of an Engine.IO server, with the original's defaults, then our limits.
struct EngineOptions {
  std::string path = "/engine.io";
  bool addTrailingSlash = true;
  std::chrono::milliseconds pingInterval{25000};
  std::chrono::milliseconds pingTimeout{20000};
  /// How long a client may take from opening a WebSocket for its polling session to using it.
  std::chrono::milliseconds upgradeTimeout{10000};
  std::size_t maxHttpBufferSize = 1'000'000;  ///< bytes of one POST or WebSocket message
  /// Any of `polling` and `websocket`.
  std::vector<std::string> transports{"polling", "websocket"};
  bool allowUpgrades = true;  ///< whether a polling session may move on to WebSocket
  AllowRequestFn allowRequest{};
  std::optional<PerMessageDeflateOptions> perMessageDeflate{};  ///< unset: no compression
  std::optional<HttpCompressionOptions> httpCompression = HttpCompressionOptions{};
  std::optional<std::string> initialPacket{};  ///< a message that follows every handshake
  std::optional<CookieOptions> cookie{};
  std::optional<CorsOptions> cors{};
  bool allowEIO3 = false;  ///< clients of version 2 are not supported: `true` is refused
  /// Both have no effect: the HTTP server answers upgrade requests that nobody takes.
  bool destroyUpgrade = true;
  std::chrono::milliseconds destroyUpgradeTimeout{1000};

  /// A POST with more packets than this ends its session.
  std::size_t maxPacketsPerPayload = 10'000;
};

}  // namespace ignis::socket_io
