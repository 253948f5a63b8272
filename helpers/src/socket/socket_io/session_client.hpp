#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/handshake.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"
#include "socket/socket_io/engine/session.hpp"

namespace ignis::socket_io {

class LoopShard;
class Namespace;
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
  /// Sends the EVENT or ACK in `buffer`, as a binary one when it has attachments.
  void send(detail::EventBuffer& buffer, bool compress);
  /// Between these a request to join is under way that has no socket yet.
  void beginJoin(std::string_view nsp) { joining_.emplace_back(nsp); }
  void endJoin(std::string_view nsp);

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
  void take(const Assembly& assembly);
  void handle(const AssembledPacket& assembled);
  void handleConnect(const Packet& packet);
  /// Asks the parents from `from` on whether one of them makes the namespace.
  void askParents(const std::string& name, const std::string& auth, std::size_t from);
  static Task<void> awaitParent(std::shared_ptr<void> owner, std::shared_ptr<SessionClient> self,
                                std::string name, std::string auth, std::size_t index);
  void onParentAnswer(Namespace& parent, bool isAllowed, const std::string& name,
                      const std::string& auth, std::size_t index);
  void refuse(std::string_view nsp, std::string_view message);
  void fail(std::string_view error);
  void onTimer();
  Socket* find(std::string_view nsp) const;

  LoopShard& shard_;
  std::shared_ptr<const HandshakeRequest> request_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  std::vector<std::string> joining_;  ///< namespaces that it has asked for and has no socket in yet
  PacketAssembler assembler_;
  std::unique_ptr<Timer> timer_;  ///< until a namespace is joined, or a binary packet is complete
  bool hasJoined_ = false;
  bool isNamespaceLimitLogged_ = false;
  Session session_;
};

}  // namespace ignis::socket_io
