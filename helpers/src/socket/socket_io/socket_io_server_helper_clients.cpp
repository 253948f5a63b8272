#include "socket/socket_io/socket_io_server_helper_clients.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

namespace {

SocketIOClient toClient(const SocketId& id, const ClientRecord& client) {
  return {.id = id.string(), .socket = client.socket, .state = client.state};
}

}  // namespace

ClientRecord::ClientRecord(Socket& client, std::uint64_t clientSequence, ClientTimerOwner& owner)
    : socket(client.weak_from_this()),
      loop(client.loop()),
      sequence(clientSequence),
      timer([this, &owner] { owner.onTimer(*this); }) {}

ClientRecord* ClientRegistry::add(Socket& socket, ClientTimerOwner& owner) {
  const auto id = SocketId::from(socket.id());
  const std::scoped_lock lock(mutex_);
  const auto [entry, isNew] = clients_.try_emplace(id.value(), socket, nextSequence_, owner);
  if (!isNew) {
    return nullptr;
  }
  ++nextSequence_;
  return &entry->second;
}

ClientRecord* ClientRegistry::find(std::string_view id) {
  const auto key = SocketId::from(id);
  const std::scoped_lock lock(mutex_);
  const auto found = key ? clients_.find(*key) : clients_.end();
  return found == clients_.end() ? nullptr : &found->second;
}

bool ClientRegistry::remove(std::string_view id) {
  const auto key = SocketId::from(id);
  Clients::node_type removed;
  {
    const std::scoped_lock lock(mutex_);
    if (key) {
      removed = clients_.extract(*key);
    }
  }
  if (removed.empty()) {
    return false;
  }
  ClientRecord& client = removed.mapped();
  client.timer.cancel();
  // It may be the client's own timer that has called.
  client.loop.bury(std::make_shared<Clients::node_type>(std::move(removed)));
  return true;
}

std::size_t ClientRegistry::size() const {
  const std::scoped_lock lock(mutex_);
  return clients_.size();
}

std::vector<std::shared_ptr<Socket>> ClientRegistry::socketsOf(const EventLoop& loop) const {
  std::vector<std::shared_ptr<Socket>> sockets;
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, client] : clients_) {
    if (&client.loop != &loop) {
      continue;
    }
    if (auto socket = client.socket.lock()) {
      sockets.push_back(std::move(socket));
    }
  }
  return sockets;
}

std::vector<SocketIOClient> ClientRegistry::list() const {
  std::vector<std::pair<std::uint64_t, SocketIOClient>> ordered;
  {
    const std::scoped_lock lock(mutex_);
    ordered.reserve(clients_.size());
    for (const auto& [id, client] : clients_) {
      ordered.emplace_back(client.sequence, toClient(id, client));
    }
  }
  std::ranges::sort(ordered, {}, &std::pair<std::uint64_t, SocketIOClient>::first);
  std::vector<SocketIOClient> clients;
  clients.reserve(ordered.size());
  for (auto& [sequence, client] : ordered) {
    clients.push_back(std::move(client));
  }
  return clients;
}

std::optional<SocketIOClient> ClientRegistry::describe(std::string_view id) const {
  const auto key = SocketId::from(id);
  const std::scoped_lock lock(mutex_);
  const auto found = key ? clients_.find(*key) : clients_.end();
  return found == clients_.end() ? std::nullopt
                                 : std::optional(toClient(found->first, found->second));
}

}  // namespace ignis::socket_io
