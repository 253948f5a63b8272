#include "socket/socket_io/loop_shard.hpp"

#include <utility>

#include "ignis/helpers/network/http/http_request.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/server_core.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

LoopShard::LoopShard(ServerCore& core, EventLoop& loop, std::size_t index, std::size_t count)
    : core_(core),
      loop_(loop),
      index_(index),
      ids_(static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(count)),
      decoder_({.maxAttachments = core.options().maxAttachments}) {}

LoopShard::~LoopShard() = default;

std::shared_ptr<SessionClient> LoopShard::createClient(const HttpRequest& request,
                                                       std::string_view address) {
  return std::make_shared<SessionClient>(
      *this, ids_.next(), std::make_shared<const HandshakeRequest>(request, address, false));
}

void LoopShard::add(std::shared_ptr<SessionClient> client) {
  const SocketId id = client->session().id();
  SessionClient& added = *client;
  clients_.emplace(id, std::move(client));
  core_.clientAdded();
  if (isClosed_) {
    added.closeForShutdown();
  }
}

void LoopShard::remove(SessionClient& client) {
  auto node = clients_.extract(client.session().id());
  if (!node.empty()) {
    core_.clientRemoved();
    loop_.bury(std::move(node.mapped()));
  }
}

std::shared_ptr<SessionClient> LoopShard::findClient(const SocketId& id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second;
}

NamespaceShard* LoopShard::find(const Namespace& nsp) {
  const auto found = namespaces_.find(&nsp);
  return found == namespaces_.end() ? nullptr : found->second.get();
}

NamespaceShard& LoopShard::shardOf(const std::shared_ptr<Namespace>& nsp) {
  auto& shard = namespaces_[nsp.get()];
  if (!shard) {
    shard = std::make_shared<NamespaceShard>(*this, nsp);
  }
  return *shard;
}

void LoopShard::drop(const Namespace& nsp) {
  auto node = namespaces_.extract(&nsp);
  if (!node.empty()) {
    loop_.bury(std::move(node.mapped()));
  }
}

void LoopShard::shutdown() {
  isClosed_ = true;
  std::vector<std::shared_ptr<SessionClient>> open;
  open.reserve(clients_.size());
  for (const auto& [id, client] : clients_) {
    open.push_back(client);
  }
  for (const auto& client : open) {
    client->closeForShutdown();
  }
}

}  // namespace ignis::socket_io
