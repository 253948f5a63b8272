#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/broadcast_operator.hpp"
#include "ignis/helpers/socket/socket_io/detail/connection_handler.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

class ServerCore;

/// A channel that clients connect to, with its own middlewares, listeners and rooms. Owned by the
/// server; every member may be called from any thread. Listeners and middlewares run on the loop of
/// the socket that they are given, so on several threads at once when there are several loops.
class Namespace {
 public:
  Namespace(ServerCore& core, std::string name);
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;
  ~Namespace();

  const std::string& name() const noexcept;

  /// `connection` (or `connect`): runs `[](Socket&)`, plain or coroutine, for every socket that
  /// joins.
  template <class Function>
  Namespace& on(std::string_view event, Function handler) {
    addListener(event, detail::makeConnectionHandler(std::move(handler)));
    return *this;
  }
  /// Asked in the order of registration before a socket joins. `[](Socket&)`, plain or coroutine;
  /// it refuses by throwing an `ApplicationError`, whose message and details the client gets.
  template <class Function>
  Namespace& use(Function middleware) {
    addMiddleware(detail::makeMiddleware(std::move(middleware)));
    return *this;
  }

  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) {
    BroadcastOperator(*this).emit(event, arguments...);
  }
  template <class... Args>
  void send(const Args&... arguments) {
    emit("message", arguments...);
  }

  BroadcastOperator to(const Rooms& rooms) { return BroadcastOperator(*this).to(rooms); }
  BroadcastOperator in(const Rooms& rooms) { return to(rooms); }
  BroadcastOperator except(const Rooms& rooms) { return BroadcastOperator(*this).except(rooms); }
  BroadcastOperator local() { return BroadcastOperator(*this).local(); }
  BroadcastOperator volatile_() { return BroadcastOperator(*this).volatile_(); }
  BroadcastOperator compress(bool on) { return BroadcastOperator(*this).compress(on); }
  BroadcastOperator timeout(std::chrono::milliseconds timeout) {
    return BroadcastOperator(*this).timeout(timeout);
  }

  void socketsJoin(const Rooms& rooms) { BroadcastOperator(*this).socketsJoin(rooms); }
  void socketsLeave(const Rooms& rooms) { BroadcastOperator(*this).socketsLeave(rooms); }
  void disconnectSockets(bool close = false) { BroadcastOperator(*this).disconnectSockets(close); }
  Task<std::vector<RemoteSocket>> fetchSockets() { return BroadcastOperator(*this).fetchSockets(); }

  Adapter& adapter() noexcept;

 private:
  friend class Adapter;
  friend class BroadcastOperator;
  friend class NamespaceShard;
  friend class ServerCore;
  friend class Socket;
  struct Impl;

  void addListener(std::string_view event, detail::ConnectionHandler handler);
  void addMiddleware(detail::Middleware middleware);

  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io
