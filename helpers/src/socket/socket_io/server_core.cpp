#include "socket/socket_io/server_core.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/adapter/session_aware_adapter.hpp"
#include "socket/socket_io/engine/engine_front.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace {

std::string prefixOf(const ServerOptions& options) {
  std::string prefix = options.path;
  if (prefix.ends_with('/')) {
    prefix.pop_back();
  }
  if (options.addTrailingSlash) {
    prefix.push_back('/');
  }
  return prefix;
}

void requireOption(bool isValid, std::string_view name, std::string_view rule) {
  if (!isValid) {
    throw getError({.message = "[Server] Invalid option | option: " + std::string(name) +
                               " | rule: " + std::string(rule),
                    .statusCode = 500});
  }
}

void requireBetween(std::optional<int> value, int least, int most, std::string_view name) {
  requireOption(!value || (*value >= least && *value <= most), name,
                fmt::format("{} to {}", least, most));
}

void validate(const PerMessageDeflateOptions& options) {
  requireBetween(options.serverMaxWindowBits, 9, 15, "perMessageDeflate.serverMaxWindowBits");
  requireBetween(options.clientMaxWindowBits, 8, 15, "perMessageDeflate.clientMaxWindowBits");
  requireBetween(options.zlibDeflateOptions.memLevel, 1, 9,
                 "perMessageDeflate.zlibDeflateOptions.memLevel");
  requireBetween(options.zlibDeflateOptions.level, -1, 9,
                 "perMessageDeflate.zlibDeflateOptions.level");
}

void validate(const ServerOptions& options) {
  using std::chrono::milliseconds;
  requireOption(options.path.starts_with('/'), "path", "begins with /");
  requireOption(options.pingInterval > milliseconds{0}, "pingInterval", "more than 0 ms");
  requireOption(options.pingTimeout > milliseconds{0}, "pingTimeout", "more than 0 ms");
  requireOption(options.maxHttpBufferSize > 0, "maxHttpBufferSize", "more than 0");
  requireOption(options.transports == std::vector<std::string>{"websocket"}, "transports",
                "websocket is the one that is available");
  if (options.perMessageDeflate) {
    validate(*options.perMessageDeflate);
  }
}

}  // namespace

ServerCore::ServerCore(HttpServer& http, ServerOptions options)
    : http_(http),
      options_(std::move(options)),
      sessionOptions_({.pingInterval = options_.pingInterval,
                       .pingTimeout = options_.pingTimeout,
                       .maxPayload = options_.maxHttpBufferSize}),
      prefix_(prefixOf(options_)) {
  validate(options_);
  if (options_.connectTimeout.count() == 0) {
    options_.connectTimeout =
        ServerOptions{}.connectTimeout;  // 0 means the default, as in the original
  }
  webSocketOptions_.limits.maxMessageBytes = options_.maxHttpBufferSize;
  webSocketOptions_.perMessageDeflate = options_.perMessageDeflate;
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
  if (options_.cors && std::find(options_.cors->origin.begin(), options_.cors->origin.end(), "*") !=
                           options_.cors->origin.end()) {
    logger().warn(
        "[attach] Pages of every origin may connect | option: cors.origin * | cure: list the "
        "origins of your pages in cors.origin");
  }
  for (const auto& nsp : namespaces_.all()) {
    co_await nsp->adapter().init();
  }
  HttpHandler handler = [core = shared_from_this()](HttpExchange& exchange) {
    EngineFront(*core).handle(exchange);
  };
  co_await http_.mount(prefix_, handler);
}

Task<void> ServerCore::close() {
  if (!isAttached_ || std::exchange(isClosed_, true)) {
    co_return;
  }
  co_await http_.unmount(prefix_);
  std::function<void(EventLoop&)> shutdown = [this](EventLoop& loop) { shardOf(loop).shutdown(); };
  co_await http_.loops().runOnEach(shutdown);
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

Task<void> initAdapter(std::shared_ptr<Namespace> nsp) { co_await nsp->adapter().init(); }

Task<void> closeAdapter(std::shared_ptr<Namespace> nsp) { co_await nsp->adapter().close(); }

Task<void> callNamespaceHandler(detail::NamespaceHandler handler, std::shared_ptr<Namespace> nsp) {
  co_await handler(*nsp);
}

}  // namespace

void ServerCore::namespaceAdded(const std::shared_ptr<Namespace>& nsp) {
  if (isAttached_) {
    mainLoop().spawn("Socket.IO adapter", [nsp] { return initAdapter(nsp); });
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
