#include "socket/socket_io/server_core.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/adapter/session_aware_adapter.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace {

EngineOptions engineOptionsOf(const ServerOptions& options) {
  return {.path = options.path,
          .addTrailingSlash = options.addTrailingSlash,
          .pingInterval = options.pingInterval,
          .pingTimeout = options.pingTimeout,
          .upgradeTimeout = options.upgradeTimeout,
          .maxHttpBufferSize = options.maxHttpBufferSize,
          .transports = options.transports,
          .allowUpgrades = options.allowUpgrades,
          .allowRequest = options.allowRequest,
          .perMessageDeflate = options.perMessageDeflate,
          .httpCompression = options.httpCompression,
          .initialPacket = options.initialPacket,
          .cookie = options.cookie,
          .cors = options.cors,
          .allowEIO3 = options.allowEIO3,
          .destroyUpgrade = options.destroyUpgrade,
          .destroyUpgradeTimeout = options.destroyUpgradeTimeout,
          .maxPacketsPerPayload = options.maxPacketsPerPayload};
}

}  // namespace

ServerCore::ServerCore(HttpServer& http, ServerOptions options)
    : http_(http), options_(std::move(options)), engine_(http, engineOptionsOf(options_), *this) {
  if (options_.connectTimeout.count() == 0) {
    options_.connectTimeout =
        ServerOptions{}.connectTimeout;  // 0 means the default, as in the original
  }
  defaultNamespace_ = namespaces_.pin("/");
  EventLoopGroup& loops = http_.loops();
  for (std::size_t index = 0; index < loops.size(); ++index) {
    shards_.push_back(std::make_unique<LoopShard>(*this, loops.at(index), index, loops.size()));
  }
}

ServerCore::~ServerCore() = default;

Task<void> ServerCore::attach() {
  if (isAttached_.exchange(true)) {
    throw getError(
        {.message = "[Server][attach] The server is, or was, attached already", .statusCode = 500});
  }
  if (options_.connectionStateRecovery && !defaultNamespace_->adapter().keepsSessions()) {
    logger().warn(
        "[attach] Lost connections are not recovered: the adapter keeps no sessions | option: "
        "connectionStateRecovery | cure: leave out one of connectionStateRecovery and adapter");
  }
  for (const auto& nsp : namespaces_.all()) {
    if (nsp->impl_->readiness.claim()) {
      co_await nsp->adapter().init();
      nsp->impl_->readiness.setReady();
    }
  }
  co_await engine_.attach();
}

Task<void> ServerCore::close() {
  if (!isAttached_ || std::exchange(isClosed_, true)) {
    co_return;
  }
  co_await engine_.close();
  for (const auto& nsp : namespaces_.all()) {
    co_await nsp->adapter().close();
  }
}

void ServerCore::abandon() {
  isAbandoned_.store(true, std::memory_order_relaxed);
  for (const auto& nsp : namespaces_.all()) {
    nsp->impl_->listeners.clear();
    nsp->impl_->middlewares.clear();
    nsp->impl_->namespaceListeners.clear();
    nsp->impl_->serverEventListeners.clear();
    nsp->impl_->matcher = nullptr;
  }
}

std::shared_ptr<Session> ServerCore::createSession(EventLoop& loop, const HttpRequest& request,
                                                   std::string_view address) {
  const auto client = shardOf(loop).createClient(request, address);
  return {client, &client->session()};
}

std::shared_ptr<Session> ServerCore::findSession(EventLoop& loop, const SocketId& id) {
  const auto client = shardOf(loop).findClient(id);
  return client ? std::shared_ptr<Session>(client, &client->session()) : nullptr;
}

void ServerCore::closeSessions(EventLoop& loop) { shardOf(loop).shutdown(); }

std::shared_ptr<EngineCore> ServerCore::shareEngine() { return {shared_from_this(), &engine_}; }

AdapterFactory ServerCore::adapterFactory() const {
  if (options_.adapter) {
    return options_.adapter;
  }
  if (options_.connectionStateRecovery) {
    return [&options = *options_.connectionStateRecovery](Namespace& nsp) {
      return std::make_unique<SessionAwareAdapter>(nsp, options);
    };
  }
  return [](Namespace& nsp) { return std::make_unique<Adapter>(nsp); };
}

EventLoop& ServerCore::mainLoop() noexcept { return http_.loops().main(); }

namespace {

Task<void> closeAdapter(std::shared_ptr<Namespace> nsp) { co_await nsp->adapter().close(); }

Task<void> callNamespaceHandler(detail::NamespaceHandler handler, std::shared_ptr<Namespace> nsp) {
  co_await handler(*nsp);
}

}  // namespace

/// The namespace serves its clients of this process also when the adapter cannot be set up.
Task<void> ServerCore::initLate(std::shared_ptr<Namespace> nsp) {
  try {
    co_await nsp->adapter().init();
  } catch (const std::exception& error) {
    logger().error("[of] Adapter error | namespace: {} | error: {}", nsp->name(), error.what());
  } catch (...) {
    logger().error("[of] Adapter error | namespace: {} | error: unknown", nsp->name());
  }
  nsp->impl_->readiness.setReady();
}

void ServerCore::namespaceAdded(const std::shared_ptr<Namespace>& nsp) {
  if (isAttached_ && nsp->impl_->readiness.claim()) {
    mainLoop().spawn("Socket.IO adapter", [nsp] { return initLate(nsp); });
  }
  if (!defaultNamespace_) {
    return;  // this is it
  }
  const auto listeners = defaultNamespace_->impl_->namespaceListeners.get();
  for (const detail::NamespaceHandler& listener : *listeners) {
    if (listener.isAsync()) {
      mainLoop().spawn("new_namespace",
                       [listener, nsp] { return callNamespaceHandler(listener, nsp); });
      continue;
    }
    try {
      listener.call(*nsp);
    } catch (const std::exception& error) {
      logger().error("[new_namespace] Handler error | namespace: {} | error: {}", nsp->name(),
                     error.what());
    } catch (...) {
      logger().error("[new_namespace] Handler error | namespace: {} | error: unknown", nsp->name());
    }
  }
}

void ServerCore::namespaceDropped(const std::shared_ptr<Namespace>& nsp) {
  mainLoop().spawn("Socket.IO adapter", [nsp] { return closeAdapter(nsp); });
  for (const auto& shard : shards_) {
    shard->loop().post(
        [core = shared_from_this(), target = shard.get(), nsp] { target->drop(*nsp); });
  }
}

LoopShard& ServerCore::shardOf(const EventLoop& loop) noexcept {
  const auto found = std::find_if(shards_.begin(), shards_.end(),
                                  [&](const auto& shard) { return &shard->loop() == &loop; });
  return found == shards_.end() ? *shards_.front() : **found;
}

LoopShard* ServerCore::soleCurrentShard() noexcept {
  return shards_.size() == 1 && shards_.front()->loop().isCurrent() ? shards_.front().get()
                                                                    : nullptr;
}

void ServerCore::onEachShard(const std::function<void(LoopShard&)>& function) {
  LoopShard* own = nullptr;
  for (const auto& shard : shards_) {
    if (shard->loop().isCurrent()) {
      own = shard.get();
    } else {
      shard->loop().post(
          [core = shared_from_this(), target = shard.get(), function] { function(*target); });
    }
  }
  if (own != nullptr) {
    function(*own);
  }
}

}  // namespace ignis::socket_io
