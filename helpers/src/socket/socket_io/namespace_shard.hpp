#pragma once

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/socket/room_registry.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

class LoopShard;
class SessionClient;

/// What a client that was lost sends with its CONNECT.
struct RecoveryRequest {
  std::optional<std::string> pid{};
  std::optional<std::string> offset{};
};
BOOST_DESCRIBE_STRUCT(RecoveryRequest, (), (pid, offset))

/// The sockets and rooms of one namespace on one loop. Call on that loop only.
class NamespaceShard {
 public:
  NamespaceShard(LoopShard& shard, std::shared_ptr<Namespace> nsp);
  NamespaceShard(const NamespaceShard&) = delete;
  NamespaceShard& operator=(const NamespaceShard&) = delete;

  Namespace& nsp() noexcept { return *namespace_; }
  LoopShard& loopShard() noexcept { return shard_; }
  std::size_t socketCount() const noexcept { return all_.size(); }
  std::size_t roomCount() const noexcept { return rooms_.roomCount(); }

  /// A client asks to join: middlewares first, then the answer, then the listeners. The registry
  /// counts it as a member already.
  void connect(SessionClient& client, std::string_view auth);
  /// A lost socket may come back: what it leaves behind is kept if its end allows that.
  void persist(Socket& socket, std::string_view reason);
  /// The socket leaves all rooms and the namespace.
  void remove(Socket& socket);

  void join(Socket& socket, std::string_view room);
  void leave(Socket& socket, std::string_view room);
  std::vector<std::string> roomsOf(const Socket& socket) const;
  bool isIn(const Socket& socket, std::string_view room) const;
  bool hasRoom(std::string_view room) const {
    return rooms_.hasRoom(room) || ownerOf(room) != nullptr;
  }

  /// What is delivered has a position when it is kept for recovery, counted from 1: sockets that
  /// have been sent it already do not get it again.
  void deliver(const SharedPacket& packet, const EventData& event, const BroadcastTarget& target,
               std::uint64_t position = 0);
  /// Gives how many sockets were asked; `onAck` is called once for each answer.
  std::size_t deliverWithAck(const SharedPacket& packet, const EventData& event,
                             std::uint64_t ackId, const BroadcastTarget& target,
                             const std::function<void(Json)>& onAck);
  void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  void disconnectSockets(const BroadcastTarget& target, bool close);
  void describeSockets(const BroadcastTarget& target, std::vector<RemoteSocket>& out);

 private:
  using Middlewares = std::shared_ptr<const std::vector<detail::Middleware>>;

  void connectLater(SessionClient& client, std::string_view auth);
  using Recovered = std::shared_ptr<RestoredSession>;  ///< null for a new socket
  static Task<void> restore(std::shared_ptr<void> owner, NamespaceShard& self,
                            std::shared_ptr<SessionClient> client, std::string auth,
                            RecoveryRequest request);
  void admit(SessionClient& client, std::string_view auth, const Recovered& recovered);
  static Task<void> runMiddlewares(std::shared_ptr<void> owner, NamespaceShard& self,
                                   std::shared_ptr<Socket> socket, Recovered recovered,
                                   Middlewares middlewares, std::size_t from);
  void complete(Socket& socket, const Recovered& recovered);
  void sendMissed(Socket& socket, const RestoredSession& recovered);
  void callListeners(Socket& socket);
  void refuse(Socket& socket, std::exception_ptr failure);

  /// Calls `visit` for every socket of the target, each once. It may disconnect sockets and send.
  template <class Visitor>
  void forEach(const BroadcastTarget& target, Visitor visit);
  void select(const BroadcastTarget& target, std::vector<RoomMember*>& out);
  Socket* ownerOf(std::string_view room) const;

  LoopShard& shard_;
  std::shared_ptr<Namespace> namespace_;
  std::vector<Socket*> all_;
  std::unordered_map<SocketId, Socket*, SocketIdHash> byId_;
  RoomRegistry rooms_;
  std::vector<RoomMember*> scratch_;
};

}  // namespace ignis::socket_io
