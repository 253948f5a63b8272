#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/handshake.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "socket/socket_io/engine/session.hpp"

namespace ignis::socket_io {

class LoopShard;
class Socket;

/// What is at the other end of a session: its sockets, one for each namespace that it is in or asks
/// to join. Owned by its shard while the session is open.
class SessionClient final : public SessionListener,
                            public std::enable_shared_from_this<SessionClient> {
 public:
  SessionClient(LoopShard& shard, const SocketId& id,
                std::shared_ptr<const HandshakeRequest> request);
  SessionClient(const SessionClient&) = delete;
  SessionClient& operator=(const SessionClient&) = delete;
  ~SessionClient();

  LoopShard& shard() noexcept { return shard_; }
  Session& session() noexcept { return session_; }
  const std::shared_ptr<const HandshakeRequest>& request() const noexcept { return request_; }

  void sendPacket(PacketType type, std::string_view nsp, std::string_view data = {});
  void add(std::shared_ptr<Socket> socket);
  /// The socket has become a member of its namespace.
  void onJoined();
  void remove(Socket& socket);
  /// Every socket leaves its namespace, then the connection ends.
  void disconnect();
  void closeForShutdown();

  void onSessionOpened() override;
  void onMessage(std::string_view text) override;
  void onBinaryMessage(std::string_view bytes) override;
  void onShutdown() override { closeForShutdown(); }
  void onSessionClosed(std::string_view reason) override;

 private:
  void handle(const Packet& packet);
  void connect(const Packet& packet);
  void fail(std::string_view error);
  Socket* find(std::string_view nsp) const;

  LoopShard& shard_;
  std::shared_ptr<const HandshakeRequest> request_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  std::unique_ptr<Timer> connectTimer_;  ///< until a namespace is joined
  Session session_;
};

}  // namespace ignis::socket_io
