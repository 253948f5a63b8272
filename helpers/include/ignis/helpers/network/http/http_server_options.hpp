#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ignis/helpers/network/tcp_connection.hpp"

namespace ignis {

class HttpRequest;

/// Every limit of the HTTP side. A limit that ends a request is answered with its status and
/// logged.
struct HttpLimits {
  std::size_t maxHeaderBytes = 8 * 1024;              ///< request line and header block, else 431
  std::size_t maxHeaderFields = 100;                  ///< else 431
  std::size_t maxBodyBytes = 1024 * 1024;             ///< else 413
  std::chrono::milliseconds headerTimeout{10000};     ///< for the whole header block, else 408
  std::chrono::milliseconds bodyGracePeriod{10000};   ///< then at least `minBodyRate`, else 408
  std::size_t minBodyRate = 1024;                     ///< bytes per second
  std::chrono::milliseconds keepAliveTimeout{60000};  ///< between requests, then closed
  ConnectionLimits connection{};
};

/// What holds below one mounted prefix.
struct HttpMountOptions {
  std::optional<std::size_t> maxBodyBytes{};  ///< instead of `HttpLimits::maxBodyBytes`
  bool hasRefusalBody = true;                 ///< whether a 413 says why
  /// Called when a request has been read up to its body, which is still on its way. What it returns
  /// is released when the body is complete, right before the handler is called, or when it will
  /// never be.
  std::function<std::shared_ptr<void>(const HttpRequest& request)> onBodyStart{};
};

struct HttpServerOptions {
  std::string host = "localhost";
  std::uint16_t port = 3000;  ///< 0 picks a free one
  int backlog = 4096;
  HttpLimits limits{};
};

}  // namespace ignis
