#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/socket/socket_io/adapter/room_registry.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

class LoopShard;
class SessionClient;

/// The sockets and rooms of one namespace on one loop. Call on that loop only.
class NamespaceShard {
 public:
  NamespaceShard(LoopShard& shard, Namespace& nsp);
  NamespaceShard(const NamespaceShard&) = delete;
  NamespaceShard& operator=(const NamespaceShard&) = delete;

  Namespace& nsp() noexcept { return namespace_; }
  LoopShard& loopShard() noexcept { return shard_; }
  std::size_t socketCount() const noexcept { return all_.size(); }
  std::size_t roomCount() const noexcept { return rooms_.roomCount(); }

  /// A client asks to join: middlewares first, then the answer, then the listeners.
  void connect(SessionClient& client, std::string_view auth);
  /// The socket leaves all rooms and the namespace.
  void remove(Socket& socket);

  void join(Socket& socket, std::string_view room);
  void leave(Socket& socket, std::string_view room);
  std::vector<std::string> roomsOf(const Socket& socket) const;
  bool isIn(const Socket& socket, std::string_view room) const;

  void deliver(const SharedPacket& packet, const BroadcastTarget& target);
  /// Gives how many sockets were asked; `onAck` is called once for each answer.
  std::size_t deliverWithAck(const SharedPacket& packet, std::uint64_t ackId,
                             const BroadcastTarget& target,
                             const std::function<void(std::string)>& onAck);
  void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  void disconnectSockets(const BroadcastTarget& target, bool close);
  void describeSockets(const BroadcastTarget& target, std::vector<RemoteSocket>& out);

 private:
  using Middlewares = std::shared_ptr<const std::vector<detail::Middleware>>;

  static Task<void> runMiddlewares(std::shared_ptr<void> owner, NamespaceShard& self,
                                   std::shared_ptr<Socket> socket, Middlewares middlewares,
                                   std::size_t from);
  void complete(Socket& socket);
  void refuse(Socket& socket, std::exception_ptr failure);

  /// Calls `visit` for every socket of the target, each once. It may disconnect sockets and send.
  template <class Visitor>
  void forEach(const BroadcastTarget& target, Visitor visit);
  void select(const BroadcastTarget& target, std::vector<RoomMember*>& out);
  Socket* ownerOf(std::string_view room) const;

  LoopShard& shard_;
  Namespace& namespace_;
  std::vector<Socket*> all_;
  std::unordered_map<SocketId, Socket*, SocketIdHash> byId_;
  RoomRegistry rooms_;
  std::vector<RoomMember*> scratch_;
};

}  // namespace ignis::socket_io
