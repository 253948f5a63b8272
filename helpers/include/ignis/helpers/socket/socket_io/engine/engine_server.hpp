#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_options.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_socket.hpp"

namespace ignis {
class HttpServer;
}

namespace ignis::socket_io {

/// An Engine.IO 4 server without Socket.IO on top: messages over long-polling and WebSocket. It
/// does not own the HTTP server, which must outlive it. Destroy it after `close`, or when the loops
/// have stopped.
class EngineServer {
 public:
  using ConnectionListener = std::function<void(EngineSocket& socket)>;

  /// Throws an `ApplicationError` when an option makes no sense.
  explicit EngineServer(HttpServer& http, EngineOptions options = {});
  EngineServer(const EngineServer&) = delete;
  EngineServer& operator=(const EngineServer&) = delete;
  ~EngineServer();

  /// Called for each new session, on its loop. Register it before `attach`.
  EngineServer& onConnection(ConnectionListener listener);
  Engine& engine() noexcept;
  /// Open sessions. Any thread.
  std::size_t clientsCount() const noexcept;

  /// Takes the requests below `path`, once. On the first loop.
  Task<void> attach();
  /// Closes every session (`forced close`) and gives the path back. On the first loop.
  Task<void> close();

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace ignis::socket_io
