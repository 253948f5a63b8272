#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"
#include "ignis/helpers/network/http/http_server_options.hpp"

namespace ignis {

class EventLoop;
class EventLoopGroup;

using HttpHandler = std::function<void(HttpExchange&)>;

/// HTTP/1.1 (RFC 9110, RFC 9112) on one port, over the loops of a group: keep-alive, pipelining,
/// chunked bodies, upgrades. A connection stays on the loop that it was given to, and so does
/// everything that handles it. A handler that throws ends its connection with a 500 and nothing
/// else.
///
/// `listen`, `mount` and `close` run on the group's first loop.
class HttpServer {
 public:
  HttpServer(EventLoopGroup& loops, HttpServerOptions options);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Who answers requests that no mount takes. Set it before `listen`.
  void setHandler(HttpHandler handler);

  /// Takes every request whose target starts with `prefix`; the longest prefix wins. Effective on
  /// every loop when awaited.
  Task<void> mount(std::string prefix, HttpHandler handler);
  Task<void> mount(std::string prefix, HttpHandler handler, HttpMountOptions options);
  Task<void> unmount(std::string prefix);

  /// Takes the requests whose path is exactly `path` (a query is ignored) and whose `Upgrade`
  /// header names `websocket`, before any mount. Every other request for the path goes on to mounts
  /// and handler. A second one for the same path replaces the first. Effective on every loop when
  /// awaited.
  Task<void> mountUpgrade(std::string path, HttpHandler handler);
  Task<void> unmountUpgrade(std::string path);

  /// Binds and accepts. Throws an `ApplicationError` that names host and port when that is
  /// impossible.
  void listen();
  bool isListening() const noexcept;
  /// The bound port; the configured one before `listen`.
  std::uint16_t port() const noexcept;
  EventLoopGroup& loops() noexcept;
  const HttpServerOptions& options() const noexcept;

  /// Closes the listening socket; connections go on.
  void stopAccepting();
  /// Stops accepting, closes idle connections, lets requests under way finish until `deadline`,
  /// then closes what is left. Idempotent.
  Task<void> close(std::chrono::milliseconds deadline);
  std::size_t connectionCount() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis
