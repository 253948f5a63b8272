#include "socket/socket_io/engine/engine_shard.hpp"

#include <exception>
#include <utility>
#include <vector>

#include "socket/socket_io/engine/engine_connection.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

EngineShard::EngineShard(EventLoop& loop, IdGenerator ids,
                         const EngineServer::ConnectionListener& listener,
                         std::atomic<std::size_t>& total)
    : loop_(loop), ids_(ids), listener_(listener), total_(total) {}

EngineShard::~EngineShard() = default;

std::shared_ptr<EngineConnection> EngineShard::create(const SessionOptions& options) {
  return std::make_shared<EngineConnection>(*this, options, ids_.next());
}

std::shared_ptr<EngineConnection> EngineShard::find(const SocketId& id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second;
}

void EngineShard::add(std::shared_ptr<EngineConnection> connection) {
  EngineConnection& added = *connection;
  connections_.emplace(added.session().id(), std::move(connection));
  total_.fetch_add(1, std::memory_order_relaxed);
  if (isClosed_) {
    return added.close();
  }
  if (!listener_) {
    return;
  }
  try {
    listener_(added);
  } catch (const std::exception& error) {
    logger().error("[onConnection] Handler error | sid: {} | error: {}", added.id(), error.what());
  }
}

void EngineShard::remove(EngineConnection& connection) {
  auto node = connections_.extract(connection.session().id());
  if (!node.empty()) {
    total_.fetch_sub(1, std::memory_order_relaxed);
    loop_.bury(std::move(node.mapped()));
  }
}

void EngineShard::shutdown() {
  isClosed_ = true;
  std::vector<std::shared_ptr<EngineConnection>> open;
  open.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) {
    open.push_back(connection);
  }
  for (const auto& connection : open) {
    connection->close();
  }
}

}  // namespace ignis::socket_io
