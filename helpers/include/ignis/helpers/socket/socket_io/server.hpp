#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "ignis/helpers/socket/socket_io/namespace_matcher.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"

namespace ignis {
class HttpServer;
}

namespace ignis::socket_io {

/// A Socket.IO server (Engine.IO 4, Socket.IO 5) beside whatever else the HTTP server serves.
/// Members may be called from any thread, the tasks on the first loop. It does not own the HTTP
/// server, which must outlive it. Destroy it after `close`, or when the loops have stopped.
class Server {
 public:
  /// Throws an `ApplicationError` when an option makes no sense.
  explicit Server(HttpServer& http, ServerOptions options = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Takes the requests below `path`, once. Register listeners and middlewares first.
  Task<void> attach();
  /// Disconnects everybody (`server shutting down`) and gives the path back; the HTTP server goes
  /// on.
  Task<void> close();

  const ServerOptions& options() const noexcept;
  /// The HTTP side: refused requests, headers of answers.
  Engine& engine() noexcept;
  /// Connections, whatever namespaces they are in.
  std::size_t clientsCount() const noexcept;

  /// The namespace of this name, made when there is none; a leading `/` is added when it is
  /// missing.
  Namespace& of(std::string_view name = "/");
  /// A parent: it makes the namespaces that clients ask for and whose names fit. Parents are asked
  /// in the order of their registration.
  Namespace& of(const NamespacePattern& pattern);
  Namespace& of(NamespaceMatcher matcher);
  /// The default namespace, which everything below is about.
  Namespace& sockets() noexcept;

  template <class Function>
  Server& on(std::string_view event, Function handler) {
    sockets().on(event, std::move(handler));
    return *this;
  }
  template <class Function>
  Server& use(Function middleware) {
    sockets().use(std::move(middleware));
    return *this;
  }

  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) {
    sockets().emit(event, arguments...);
  }
  template <class... Args>
  void send(const Args&... arguments) {
    sockets().send(arguments...);
  }

  BroadcastOperator to(const Rooms& rooms) { return sockets().to(rooms); }
  BroadcastOperator in(const Rooms& rooms) { return sockets().to(rooms); }
  BroadcastOperator except(const Rooms& rooms) { return sockets().except(rooms); }
  BroadcastOperator local() { return sockets().local(); }
  BroadcastOperator volatile_() { return sockets().volatile_(); }
  BroadcastOperator compress(bool on) { return sockets().compress(on); }
  BroadcastOperator timeout(std::chrono::milliseconds timeout) {
    return sockets().timeout(timeout);
  }

  void socketsJoin(const Rooms& rooms) { sockets().socketsJoin(rooms); }
  void socketsLeave(const Rooms& rooms) { sockets().socketsLeave(rooms); }
  void disconnectSockets(bool close = false) { sockets().disconnectSockets(close); }
  Task<std::vector<RemoteSocket>> fetchSockets() { return sockets().fetchSockets(); }
  template <class... Args>
  void serverSideEmit(std::string_view event, const Args&... arguments) {
    sockets().serverSideEmit(event, arguments...);
  }
  template <class... Args>
  Task<std::vector<Json>> serverSideEmitWithAck(std::string_view event, const Args&... arguments) {
    return sockets().serverSideEmitWithAck(event, arguments...);
  }

 private:
  std::shared_ptr<ServerCore> core_;
};

}  // namespace ignis::socket_io
