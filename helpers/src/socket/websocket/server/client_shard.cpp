#include "socket/websocket/server/client_shard.hpp"

#include <algorithm>
#include <chrono>

#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

namespace ignis::websocket {

namespace {

std::int64_t unixMilliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

ClientRecord* ClientShard::add(std::string_view id, std::uint64_t sequence,
                               WebSocketConnection& socket) {
  if (clients_.contains(id)) {
    return nullptr;
  }
  auto client =
      std::make_shared<ClientRecord>(id, sequence, socket, unixMilliseconds(), loop_.now());
  ClientRecord* const added = client.get();
  const std::scoped_lock lock(mutex_);
  clients_.emplace(added->id, std::move(client));
  added->index = static_cast<std::uint32_t>(order_.size());
  order_.push_back(added);
  return added;
}

ClientRecord* ClientShard::find(std::string_view id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second.get();
}

void ClientShard::remove(ClientRecord& client) {
  std::shared_ptr<ClientRecord> removed;
  {
    const std::scoped_lock lock(mutex_);
    rooms_.leaveAll(client);
    users_.remove(client);
    order_[client.index] = order_.back();
    order_[client.index]->index = client.index;
    order_.pop_back();
    const auto found = clients_.find(client.id);
    removed = std::move(found->second);
    clients_.erase(found);
    client.state = WebSocketClientState::DISCONNECTED;
    client.socket = nullptr;
  }
  if (client.authTimer != nullptr) {
    client.authTimer->cancel();
  }
  loop_.bury(std::move(removed));
}

void ClientShard::join(ClientRecord& client, std::string_view room) {
  const std::scoped_lock lock(mutex_);
  rooms_.join(client, room);
}

void ClientShard::leave(ClientRecord& client, std::string_view room) {
  const std::scoped_lock lock(mutex_);
  rooms_.leave(client, room);
}

void ClientShard::identify(ClientRecord& client, std::string_view userId, JsonText metadata,
                           std::unique_ptr<ClientKeys> keys) {
  const std::scoped_lock lock(mutex_);
  client.metadata = std::move(metadata);
  client.encrypted = client.encrypted || keys != nullptr;
  client.keys = std::move(keys);
  client.state = WebSocketClientState::AUTHENTICATED;
  if (!userId.empty()) {
    users_.add(client, userId);
  }
}

void ClientShard::select(std::string_view room, std::vector<ClientRecord*>& out) const {
  rooms_.forEachMember(
      room, [&out](RoomMember& member) { out.push_back(static_cast<ClientRecord*>(&member)); });
}

WebSocketClient ClientShard::describe(const ClientRecord& client) const {
  const auto idle = std::chrono::steady_clock::now() - client.lastActiveAt();
  WebSocketClient described{
      .id = client.id,
      .userId = std::string(client.userId()),
      .state = client.state,
      .rooms = rooms_.roomsOf(client),
      .backpressured = client.backpressured,
      .encrypted = client.encrypted,
      .connectedAt = client.connectedAt,
      .lastActivity = std::max(
          client.connectedAt,
          unixMilliseconds() - std::chrono::duration_cast<std::chrono::milliseconds>(idle).count()),
      .metadata = client.metadata,
      .remoteAddress = client.socket == nullptr ? std::string() : client.socket->peerAddress(),
  };
  if (client.keys != nullptr) {
    described.serverPublicKey = client.keys->serverPublicKey;
    described.salt = client.keys->salt;
  }
  return described;
}

bool ClientShard::hasClient(std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  return clients_.contains(id);
}

bool ClientShard::hasRoom(std::string_view room) const {
  const std::scoped_lock lock(mutex_);
  return rooms_.hasRoom(room);
}

std::size_t ClientShard::size() const {
  const std::scoped_lock lock(mutex_);
  return clients_.size();
}

std::optional<WebSocketClient> ClientShard::describe(std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  const ClientRecord* const client = find(id);
  return client == nullptr ? std::nullopt : std::optional(describe(*client));
}

void ClientShard::appendAll(std::vector<NumberedClient>& out) const {
  const std::scoped_lock lock(mutex_);
  for (const ClientRecord* const client : order_) {
    out.emplace_back(client->sequence, describe(*client));
  }
}

void ClientShard::appendUser(std::string_view userId, std::vector<NumberedClient>& out) const {
  const std::scoped_lock lock(mutex_);
  const User* const user = users_.find(userId);
  for (const ClientRecord* client = user == nullptr ? nullptr : user->first; client != nullptr;
       client = client->nextOfUser) {
    out.emplace_back(client->sequence, describe(*client));
  }
}

void ClientShard::appendRoom(std::string_view room, std::vector<NumberedClient>& out) const {
  const std::scoped_lock lock(mutex_);
  rooms_.forEachMember(room, [&](const RoomMember& member) {
    const auto& client = static_cast<const ClientRecord&>(member);
    out.emplace_back(client.sequence, describe(client));
  });
}

}  // namespace ignis::websocket
