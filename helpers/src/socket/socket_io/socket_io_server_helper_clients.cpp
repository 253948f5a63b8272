#include "socket/socket_io/socket_io_server_helper_clients.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

namespace {

SocketIOClient describe(const ClientRecord& client) {
  return {.id = client.id.string(), .socket = client.socket, .state = client.state};
}

}  // namespace

ClientRecord::ClientRecord(Socket& client, ClientTimerOwner& owner)
    : socket(client.weak_from_this()),
      loop(client.loop()),
      id(SocketId::from(client.id()).value()),
      timer([this, &owner] { owner.onTimer(*this); }) {}

bool ClientRegistry::add(const Record& client) {
  const std::scoped_lock lock(mutex_);
  const bool isNew = clients_.emplace(client->id, client).second;
  if (isNew) {
    client->sequence = nextSequence_++;
  }
  return isNew;
}

ClientRegistry::Record ClientRegistry::find(std::string_view id) const {
  const auto key = SocketId::from(id);
  const std::scoped_lock lock(mutex_);
  const auto found = key ? clients_.find(*key) : clients_.end();
  return found == clients_.end() ? nullptr : found->second;
}

ClientRegistry::Record ClientRegistry::remove(std::string_view id) {
  const auto key = SocketId::from(id);
  const std::scoped_lock lock(mutex_);
  auto node = key ? clients_.extract(*key) : decltype(clients_)::node_type();
  return node.empty() ? nullptr : std::move(node.mapped());
}

std::size_t ClientRegistry::size() const {
  const std::scoped_lock lock(mutex_);
  return clients_.size();
}

std::vector<ClientRegistry::Record> ClientRegistry::of(const EventLoop& loop) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Record> clients;
  for (const auto& [id, client] : clients_) {
    if (&client->loop == &loop) {
      clients.push_back(client);
    }
  }
  return clients;
}

std::vector<SocketIOClient> ClientRegistry::list() const {
  std::vector<std::pair<std::uint64_t, SocketIOClient>> ordered;
  {
    const std::scoped_lock lock(mutex_);
    ordered.reserve(clients_.size());
    for (const auto& [id, client] : clients_) {
      ordered.emplace_back(client->sequence, socket_io::describe(*client));
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
  const Record client = find(id);
  return client == nullptr ? std::nullopt : std::optional(socket_io::describe(*client));
}

}  // namespace ignis::socket_io
