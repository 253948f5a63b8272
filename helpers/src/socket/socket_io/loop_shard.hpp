#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "socket/socket_io/id_generator.hpp"

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

class Namespace;
class NamespaceShard;
class ServerCore;
class SessionClient;

/// What a server has on one loop: its sessions and their share of every namespace. Nothing in it is
/// locked: use it on its loop only.
class LoopShard {
 public:
  LoopShard(ServerCore& core, EventLoop& loop, std::size_t index, std::size_t count);
  LoopShard(const LoopShard&) = delete;
  LoopShard& operator=(const LoopShard&) = delete;
  ~LoopShard();

  ServerCore& core() noexcept { return core_; }
  EventLoop& loop() noexcept { return loop_; }
  std::size_t index() const noexcept { return index_; }
  PacketDecoder& decoder() noexcept { return decoder_; }
  SocketId nextId() { return ids_.next(); }

  /// A client whose session has not been opened; it is dropped with the last reference unless it
  /// is.
  std::shared_ptr<SessionClient> createClient(const HttpRequest& request, std::string_view address);
  void add(std::shared_ptr<SessionClient> client);
  void remove(SessionClient& client);
  std::shared_ptr<SessionClient> findClient(const SocketId& id) const;
  std::size_t clientCount() const noexcept { return clients_.size(); }

  /// Null when none of its sockets has ever been on this loop.
  NamespaceShard* find(const Namespace& nsp);
  NamespaceShard& shardOf(const std::shared_ptr<Namespace>& nsp);
  /// The namespace is gone and has no sockets.
  void drop(const Namespace& nsp);

  /// Refuses new sessions from here on and ends the open ones.
  void shutdown();

 private:
  ServerCore& core_;
  EventLoop& loop_;
  std::size_t index_;
  IdGenerator ids_;
  PacketDecoder decoder_;
  std::unordered_map<const Namespace*, std::shared_ptr<NamespaceShard>> namespaces_;
  std::unordered_map<SocketId, std::shared_ptr<SessionClient>, SocketIdHash> clients_;
  bool isClosed_ = false;
};

}  // namespace ignis::socket_io
