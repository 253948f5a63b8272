#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/broadcast_operator.hpp"
#include "ignis/helpers/socket/socket_io/detail/namespace_listener.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

class ServerCore;

/// A channel that clients connect to, with its own middlewares, listeners and rooms; or a parent
/// that makes such channels as clients ask for them, and that stands for all of them. Owned by the
/// server; every member may be called from any thread. Listeners and middlewares run on the loop of
/// the socket that they are given, so on several threads at once when there are several loops.
class Namespace : public std::enable_shared_from_this<Namespace> {
 public:
  Namespace(ServerCore& core, std::string name, const AdapterFactory& makeAdapter);
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;
  ~Namespace();

  const std::string& name() const noexcept;
  /// The sockets of this process.
  std::size_t socketsCount() const noexcept;

  /// - `connection` (or `connect`) runs `[](Socket&)` for every socket that joins.
  /// - `new_namespace`, on the default namespace, runs `[](Namespace&)` for every namespace that
  ///   `of` or a parent makes, before the first socket joins.
  /// - Any other event is what another server sends with `serverSideEmit`; `[](Order order, Ack
  ///   ack)` takes its arguments like the event handler of a socket and runs on the first loop.
  ///
  /// All may be coroutines. A parent passes its `connection` listeners and its middlewares on to
  /// the children that it makes from then on. Throws an `ApplicationError` when the handler's
  /// parameters are not those of the event.
  template <class Function>
  Namespace& on(std::string_view event, Function handler) {
    return on(event, detail::makeNamespaceListener(std::move(handler)));
  }
  Namespace& on(std::string_view event, detail::NamespaceListener listener);
  /// Asked in the order of registration before a socket joins. `[](Socket&)`, plain or coroutine;
  /// it refuses by throwing an `ApplicationError`, whose message and details the client gets.
  template <class Function>
  Namespace& use(Function middleware) {
    addMiddleware(detail::makeMiddleware(std::move(middleware)));
    return *this;
  }

  /// See `BroadcastOperator`.
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

  /// Sends an event to the listeners of the other servers of the cluster. With a callable as the
  /// last argument, `[](const AckError* error, std::vector<Json> answers)`, it asks each for one
  /// answer. Throws an `ApplicationError` when the name is reserved.
  template <class... Args>
  void serverSideEmit(std::string_view event, const Args&... arguments) {
    detail::EventBuffer buffer;
    if constexpr (detail::endsWithAckCallback<Args...>) {
      detail::splitLast(
          [&](const BroadcastAckCallback& callback, const auto&... values) {
            buffer.appendServerEvent(event, values...);
            serverSideSend(buffer.data(), callback);
          },
          arguments...);
    } else {
      buffer.appendServerEvent(event, arguments...);
      serverSideSend(buffer.data(), {});
    }
  }
  /// One answer from each other server; throws an `ApplicationError` when one does not come. Await
  /// it on a loop of the server.
  template <class... Args>
  Task<std::vector<Json>> serverSideEmitWithAck(std::string_view event, const Args&... arguments) {
    detail::EventBuffer buffer;
    buffer.appendServerEvent(event, arguments...);
    return askServers(shared_from_this(), OwnedEventData(buffer.data()));
  }

  Adapter& adapter() noexcept;

 private:
  friend class Adapter;
  friend class BroadcastOperator;
  friend class NamespaceRegistry;
  friend class NamespaceShard;
  friend class ServerCore;
  friend class SessionClient;
  friend class Socket;
  struct Impl;

  void addMiddleware(detail::Middleware middleware);
  void serverSideSend(const EventData& event, BroadcastAckCallback callback);
  static Task<std::vector<Json>> askServers(std::shared_ptr<Namespace> self, OwnedEventData event);

  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io
