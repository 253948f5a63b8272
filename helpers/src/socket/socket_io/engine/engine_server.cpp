#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "socket/socket_io/engine/engine_connection.hpp"
#include "socket/socket_io/engine/engine_core.hpp"
#include "socket/socket_io/engine/engine_shard.hpp"

namespace ignis::socket_io {

/// Connections and posted functions share it, so that they may outlive the server by a moment.
class EngineServer::Core final : public EngineHost, public std::enable_shared_from_this<Core> {
 public:
  Core(HttpServer& http, EngineOptions options) : core_(http, std::move(options), *this) {
    EventLoopGroup& loops = http.loops();
    for (std::size_t index = 0; index < loops.size(); ++index) {
      const IdGenerator ids(static_cast<std::uint32_t>(index),
                            static_cast<std::uint32_t>(loops.size()));
      shards_.push_back(std::make_unique<EngineShard>(loops.at(index), ids, onConnection, clients));
    }
  }

  EngineCore& core() noexcept { return core_; }

  std::shared_ptr<Session> createSession(EventLoop& loop, const HttpRequest&,
                                         std::string_view) override {
    const auto connection = shardOf(loop).create(core_.sessionOptions());
    return {connection, &connection->session()};
  }
  std::shared_ptr<Session> findSession(EventLoop& loop, const SocketId& id) override {
    const auto connection = shardOf(loop).find(id);
    return connection ? std::shared_ptr<Session>(connection, &connection->session()) : nullptr;
  }
  void closeSessions(EventLoop& loop) override { shardOf(loop).shutdown(); }
  std::shared_ptr<EngineCore> shareEngine() override { return {shared_from_this(), &core_}; }

  ConnectionListener onConnection;
  std::atomic<std::size_t> clients{0};

 private:
  EngineShard& shardOf(const EventLoop& loop) noexcept {
    const auto found = std::find_if(shards_.begin(), shards_.end(),
                                    [&](const auto& shard) { return &shard->loop() == &loop; });
    return found == shards_.end() ? *shards_.front() : **found;
  }

  EngineCore core_;
  std::vector<std::unique_ptr<EngineShard>> shards_;
};

EngineServer::EngineServer(HttpServer& http, EngineOptions options)
    : core_(std::make_shared<Core>(http, std::move(options))) {}

EngineServer::~EngineServer() = default;

EngineServer& EngineServer::onConnection(ConnectionListener listener) {
  core_->onConnection = std::move(listener);
  return *this;
}

Engine& EngineServer::engine() noexcept { return core_->core().engine(); }

std::size_t EngineServer::clientsCount() const noexcept {
  return core_->clients.load(std::memory_order_relaxed);
}

Task<void> EngineServer::attach() { return core_->core().attach(); }

Task<void> EngineServer::close() { return core_->core().close(); }

}  // namespace ignis::socket_io
