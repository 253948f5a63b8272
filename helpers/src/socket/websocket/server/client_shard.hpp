#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/room_registry.hpp"
#include "ignis/helpers/socket/websocket/websocket_client.hpp"
#include "socket/websocket/server/client_record.hpp"
#include "socket/websocket/server/user_index.hpp"

namespace ignis::websocket {

/// A client as it is now, with its place in the order of connection.
using NumberedClient = std::pair<std::uint64_t, WebSocketClient>;

/// The clients of one loop, their rooms and their users. Only that loop changes them, under a lock
/// that lets other threads ask; the loop itself reads without.
class ClientShard {
 public:
  explicit ClientShard(EventLoop& loop) : loop_(loop) {}
  ClientShard(const ClientShard&) = delete;
  ClientShard& operator=(const ClientShard&) = delete;

  EventLoop& loop() noexcept { return loop_; }

  // On the loop.

  /// Null when there is a client with this id.
  ClientRecord* add(std::string_view id, std::uint64_t sequence, WebSocketConnection& socket);
  ClientRecord* find(std::string_view id) const;
  /// Takes it out of everything. It is destroyed at the end of the turn, when no caller further up
  /// the stack uses it.
  void remove(ClientRecord& client);
  void join(ClientRecord& client, std::string_view room);
  void leave(ClientRecord& client, std::string_view room);
  bool isIn(const ClientRecord& client, std::string_view room) const {
    return rooms_.contains(client, room);
  }
  /// Who it is, and what it needs to decrypt.
  void identify(ClientRecord& client, std::string_view userId, JsonText metadata,
                std::unique_ptr<ClientKeys> keys);
  const std::vector<ClientRecord*>& clients() const noexcept { return order_; }
  const User* findUser(std::string_view userId) const { return users_.find(userId); }
  /// Appends the members of a room.
  void select(std::string_view room, std::vector<ClientRecord*>& out) const;
  WebSocketClient describe(const ClientRecord& client) const;

  // Any thread.

  bool hasClient(std::string_view id) const;
  bool hasRoom(std::string_view room) const;
  std::size_t size() const;
  std::optional<WebSocketClient> describe(std::string_view id) const;
  void appendAll(std::vector<NumberedClient>& out) const;
  void appendUser(std::string_view userId, std::vector<NumberedClient>& out) const;
  void appendRoom(std::string_view room, std::vector<NumberedClient>& out) const;

 private:
  EventLoop& loop_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string_view, std::shared_ptr<ClientRecord>, SeededHash> clients_;
  std::vector<ClientRecord*> order_;  ///< all of them, to walk over
  RoomRegistry rooms_;
  UserIndex users_;
};

}  // namespace ignis::websocket
