#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"
#include "socket/socket_io/socket_io_server_helper_clients.hpp"
#include "socket/socket_io/socket_io_server_helper_redis.hpp"

namespace ignis {

/// What the helper does for its clients. Coroutines and posted functions hold it weakly, so that
/// they may outlive the helper.
class SocketIOServerHelper::Impl final : public std::enable_shared_from_this<Impl>,
                                         private socket_io::ClientTimerOwner {
 public:
  using Socket = socket_io::Socket;

  Impl(SocketIOServerHelperOptions options, Logger& logger);

  Task<void> configure();
  Task<void> shutdown();

  socket_io::Server* server() const noexcept { return server_; }
  const socket_io::ClientRegistry& clients() const noexcept { return clients_; }
  std::vector<std::string> problems() const { return redis_.problems(); }
  void on(const SocketIOOnOptions& options);
  void send(const SocketIOSendOptions& options);

  void onClientConnect(Socket& socket);
  void onClientAuthenticated(Socket& socket);
  void ping(Socket& socket, bool doIgnoreAuth);
  void disconnect(Socket& socket);

 private:
  using Rooms = std::vector<std::string>;
  using WeakImpl = std::weak_ptr<Impl>;

  Task<void> closeServer();
  Task<void> disconnectClients();

  void onTimer(socket_io::ClientRecord& client) override;
  void onAuthenticate(Socket& socket);
  static Task<void> authenticate(WeakImpl self, SocketIOAuthenticateFn authenticateFn,
                                 std::shared_ptr<Socket> socket);
  void onAuthenticateResult(Socket& socket, bool isAccepted, const std::exception_ptr& failure);
  void refuse(Socket& socket, std::string_view message, bool doLog);
  void joinDefaultRooms(Socket& socket);
  void sendAuthenticated(Socket& socket);
  void callClientConnectedFn(Socket& socket);

  void onJoin(Socket& socket, const std::optional<Json>& payload);
  static Task<void> validateRooms(WeakImpl self, SocketIOValidateRoomFn validateRoomFn,
                                  std::shared_ptr<Socket> socket, Rooms rooms);
  void joinAllowed(Socket& socket, const Rooms& requested, const Rooms& allowed);
  void onJoinFailed(const Socket& socket, const Rooms& rooms, std::string_view error);
  void onLeave(Socket& socket, const std::optional<Json>& payload);

  struct Outgoing;
  void deliver(std::shared_ptr<const Outgoing> outgoing);
  void broadcast(const Outgoing& outgoing, bool isLocal);

  const SocketIOServerHelperOptions options_;
  Logger& logger_;
  SocketIOServerHelperRedis redis_;
  socket_io::ClientRegistry clients_;
  std::unique_ptr<socket_io::Server> ownedServer_;
  std::atomic<socket_io::Server*> server_ = nullptr;  ///< null when it takes no clients
  std::atomic<bool> isStopped_ = false;
};

}  // namespace ignis
