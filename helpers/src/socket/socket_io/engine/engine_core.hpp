#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_options.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/socket_io/engine/closing_polls.hpp"
#include "socket/socket_io/engine/engine_host.hpp"
#include "socket/socket_io/engine/session.hpp"

namespace ignis {
class HttpServer;
}

namespace ignis::socket_io {

/// The Engine.IO part of a server: what all its requests share. A member of its host, which it is
/// kept alive with.
class EngineCore {
 public:
  /// Throws an `ApplicationError` when an option makes no sense.
  EngineCore(HttpServer& http, EngineOptions options, EngineHost& host);
  EngineCore(const EngineCore&) = delete;
  EngineCore& operator=(const EngineCore&) = delete;
  ~EngineCore();

  Task<void> attach();
  Task<void> close();

  const EngineOptions& options() const noexcept { return options_; }
  const SessionOptions& sessionOptions() const noexcept { return sessionOptions_; }
  const WebSocketOptions& webSocketOptions() const noexcept { return webSocketOptions_; }
  /// `/io/`: what the target of a request for us starts with.
  const std::string& prefix() const noexcept { return prefix_; }
  bool hasTransport(std::string_view name) const noexcept;

  EngineHost& host() noexcept { return host_; }
  /// The loop of a session; ids tell it.
  EventLoop& loopOf(const SocketId& id) noexcept;
  /// On `loop`.
  ClosingPolls& closingPolls(const EventLoop& loop) noexcept;

  Engine& engine() noexcept { return engine_; }
  void notifyError(const ConnectionError& error) const;
  void notifyHeaders(HttpResponse& response, const HttpRequest& request, bool isInitial) const;

 private:
  HttpServer& http_;
  EngineHost& host_;
  EngineOptions options_;
  SessionOptions sessionOptions_;
  WebSocketOptions webSocketOptions_;
  std::string prefix_;
  Engine engine_;
  std::vector<std::unique_ptr<ClosingPolls>> closingPolls_;
  bool isAttached_ = false;
  bool isClosed_ = false;
};

}  // namespace ignis::socket_io
