#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"
#include "socket/socket_io/engine/engine_core.hpp"
#include "socket/socket_io/engine/engine_host.hpp"
#include "socket/socket_io/engine/session.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_registry.hpp"

namespace ignis {
class HttpServer;
}

namespace ignis::socket_io {

/// What a `Server` consists of. Connections and posted functions share it, so that they may outlive
/// the server by a moment.
class ServerCore final : public EngineHost, public std::enable_shared_from_this<ServerCore> {
 public:
  ServerCore(HttpServer& http, ServerOptions options);
  ServerCore(const ServerCore&) = delete;
  ServerCore& operator=(const ServerCore&) = delete;
  ~ServerCore();

  Task<void> attach();
  Task<void> close();
  void abandon();

  HttpServer& http() noexcept { return http_; }
  const ServerOptions& options() const noexcept { return options_; }
  EngineCore& engine() noexcept { return engine_; }
  const SessionOptions& sessionOptions() const noexcept { return engine_.sessionOptions(); }

  NamespaceRegistry& namespaces() noexcept { return namespaces_; }
  Namespace& defaultNamespace() noexcept { return *defaultNamespace_; }
  AdapterFactory adapterFactory() const;
  /// The registry calls these, on whichever thread it was called. A namespace that is dropped and
  /// made anew closes its old adapter before the new one is set up.
  void namespaceAdded(const std::shared_ptr<Namespace>& nsp);
  void namespaceDropped(const std::shared_ptr<Namespace>& nsp);

  EventLoop& mainLoop() noexcept;
  LoopShard& shardOf(const EventLoop& loop) noexcept;
  /// Calls `function` for each shard on its loop: at once for the loop that calls, else posted.
  void onEachShard(const std::function<void(LoopShard&)>& function);
  std::size_t shardCount() const noexcept { return shards_.size(); }
  /// The only shard when it is the caller's own, else null.
  LoopShard* soleCurrentShard() noexcept;

  void clientAdded() noexcept { clients_.fetch_add(1, std::memory_order_relaxed); }
  void clientRemoved() noexcept { clients_.fetch_sub(1, std::memory_order_relaxed); }
  std::size_t clientCount() const noexcept { return clients_.load(std::memory_order_relaxed); }
  bool isAbandoned() const noexcept { return isAbandoned_.load(std::memory_order_relaxed); }

  std::shared_ptr<Session> createSession(EventLoop& loop, const HttpRequest& request,
                                         std::string_view address) override;
  std::shared_ptr<Session> findSession(EventLoop& loop, const SocketId& id) override;
  void closeSessions(EventLoop& loop) override;
  std::shared_ptr<EngineCore> shareEngine() override;

 private:
  static Task<void> initLate(std::shared_ptr<Namespace> nsp);

  HttpServer& http_;
  ServerOptions options_;
  EngineCore engine_;
  NamespaceRegistry namespaces_{*this};
  std::shared_ptr<Namespace> defaultNamespace_;
  std::vector<std::unique_ptr<LoopShard>> shards_;
  std::atomic<std::size_t> clients_{0};
  std::atomic<bool> isAbandoned_{false};
  std::atomic<bool> isAttached_{false};
  bool isClosed_ = false;
};

}  // namespace ignis::socket_io
