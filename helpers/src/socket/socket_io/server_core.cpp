#include "socket/socket_io/server_core.hpp"

#include <algorithm>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
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

void validate(const ServerOptions& options) {
  using std::chrono::milliseconds;
  requireOption(options.path.starts_with('/'), "path", "begins with /");
  requireOption(options.pingInterval > milliseconds{0}, "pingInterval", "more than 0 ms");
  requireOption(options.pingTimeout > milliseconds{0}, "pingTimeout", "more than 0 ms");
  requireOption(options.maxHttpBufferSize > 0, "maxHttpBufferSize", "more than 0");
  requireOption(options.transports == std::vector<std::string>{"websocket"}, "transports",
                "websocket is the one that is available");
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
  namespaces_.push_back(std::make_unique<Namespace>(*this, "/"));
  EventLoopGroup& loops = http_.loops();
  for (std::size_t index = 0; index < loops.size(); ++index) {
    shards_.push_back(std::make_unique<LoopShard>(*this, loops.at(index), index, loops.size()));
  }
}

ServerCore::~ServerCore() = default;

Task<void> ServerCore::attach() {
  if (std::exchange(isAttached_, true)) {
    throw getError(
        {.message = "[Server][attach] The server is, or was, attached already", .statusCode = 500});
  }
  if (options_.cors && std::find(options_.cors->origin.begin(), options_.cors->origin.end(), "*") !=
                           options_.cors->origin.end()) {
    logger().warn(
        "[attach] Pages of every origin may connect | option: cors.origin * | cure: list the origins "
        "of your pages in cors.origin");
  }
  for (const auto& nsp : namespaces_) {
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
  for (const auto& nsp : namespaces_) {
    co_await nsp->adapter().close();
  }
}

void ServerCore::abandon() {
  isAbandoned_.store(true, std::memory_order_relaxed);
  for (const auto& nsp : namespaces_) {
    nsp->impl_->listeners.clear();
    nsp->impl_->middlewares.clear();
  }
}

Namespace* ServerCore::find(std::string_view name) noexcept {
  const auto found = std::find_if(namespaces_.begin(), namespaces_.end(),
                                  [name](const auto& nsp) { return nsp->name() == name; });
  return found == namespaces_.end() ? nullptr : found->get();
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
