#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

namespace ignis {

/// A server on a free port of loopback, in a thread of its own, that tells what it has understood:
///
///   any path   200 with the method, the target, every header and the body, one a line
///   /later     the same, from a handler that answers after it has returned
///   /later-ws  a WebSocket that is accepted after the handler has returned
///   /ws        a WebSocket that sends back what it receives
///   /throws    a handler that throws
///   /mounted…  `mounted`, from a mount
class TestServer {
 public:
  explicit TestServer(const HttpLimits& limits = {}, const WebSocketOptions& webSocket = {});
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  ~TestServer();

  std::uint16_t port() const noexcept { return server_.port(); }
  /// Sends back what WebSockets to exactly `path` receive, until `unmountUpgrade`.
  void mountUpgrade(const std::string& path);
  void unmountUpgrade(const std::string& path);
  /// Begins to stop; connections have as long as they want.
  void beginClose();

 private:
  void handle(HttpExchange& exchange);
  void runOnLoop(std::function<Task<void>()> task);

  EventLoopGroup loops_{1};
  HttpServer server_;
  WebSocketOptions webSocketOptions_;
  std::thread thread_;
};

}  // namespace ignis
