#include "socket/socket_io/engine/engine_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "socket/socket_io/engine/cookie.hpp"
#include "socket/socket_io/engine/engine_front.hpp"
#include "socket/socket_io/engine/polling_transport.hpp"
#include "socket/socket_io/id_generator.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string prefixOf(const EngineOptions& options) {
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

void validate(const EngineOptions& options) {
  using std::chrono::milliseconds;
  requireOption(options.path.starts_with('/'), "path", "begins with /");
  requireOption(options.pingInterval > milliseconds{0}, "pingInterval", "more than 0 ms");
  requireOption(options.pingTimeout > milliseconds{0}, "pingTimeout", "more than 0 ms");
  requireOption(options.upgradeTimeout > milliseconds{0}, "upgradeTimeout", "more than 0 ms");
  requireOption(options.maxHttpBufferSize > 0, "maxHttpBufferSize", "more than 0");
  requireOption(options.maxPacketsPerPayload > 0, "maxPacketsPerPayload", "more than 0");
  const bool areKnown =
      std::all_of(options.transports.begin(), options.transports.end(),
                  [](std::string_view name) { return name == "polling" || name == "websocket"; });
  requireOption(!options.transports.empty() && areKnown, "transports",
                "one or both of polling and websocket");
  requireOption(!options.allowEIO3, "allowEIO3", "clients of Engine.IO 3 are not supported");
  requireOption(!options.cookie || isValidCookie(*options.cookie), "cookie",
                "a name, path and domain without separators, and sameSite lax, strict or none");
  if (options.perMessageDeflate) {
    validate(*options.perMessageDeflate);
  }
}

/// Calls listeners that are not ours.
template <class Listeners, class... Args>
void notifyAll(const Listeners& listeners, Args&&... arguments) {
  for (const auto& listener : listeners) {
    try {
      listener(arguments...);
    } catch (const std::exception& error) {
      logger().error("[engine] A listener failed | error: {}", error.what());
    }
  }
}

}  // namespace

EngineCore::EngineCore(HttpServer& http, EngineOptions options, EngineHost& host)
    : http_(http), host_(host), options_(std::move(options)), prefix_(prefixOf(options_)) {
  validate(options_);
  sessionOptions_ = {
      .pingInterval = options_.pingInterval,
      .pingTimeout = options_.pingTimeout,
      .maxPayload = options_.maxHttpBufferSize,
      .upgradeTimeout = options_.upgradeTimeout,
      .allowUpgrades = options_.allowUpgrades && hasTransport("websocket"),
      .initialPacket = options_.initialPacket,
      .maxPacketsPerPayload = options_.maxPacketsPerPayload,
      .maxBufferedBytes = http_.options().limits.connection.hardOutputLimit,
  };
  webSocketOptions_.limits.maxMessageBytes = options_.maxHttpBufferSize;
  webSocketOptions_.perMessageDeflate = options_.perMessageDeflate;
  EventLoopGroup& loops = http_.loops();
  for (std::size_t index = 0; index < loops.size(); ++index) {
    closingPolls_.push_back(std::make_unique<ClosingPolls>(loops.at(index)));
  }
}

EngineCore::~EngineCore() = default;

bool EngineCore::hasTransport(std::string_view name) const noexcept {
  return contains(options_.transports, name);
}

Task<void> EngineCore::attach() {
  if (std::exchange(isAttached_, true)) {
    throw getError(
        {.message = "[Server][attach] The server is, or was, attached already", .statusCode = 500});
  }
  if (options_.cors && contains(options_.cors->origin, "*")) {
    logger().warn(
        "[attach] Pages of every origin may connect | option: cors.origin * | cure: list the "
        "origins of your pages in cors.origin");
  }
  HttpHandler handler = [core = host_.shareEngine()](HttpExchange& exchange) {
    EngineFront(*core).handle(exchange);
  };
  HttpMountOptions limits{.maxBodyBytes = options_.maxHttpBufferSize, .hasRefusalBody = false};
  limits.onBodyStart = [core = host_.shareEngine()](const HttpRequest& request) {
    return EngineFront(*core).beginBody(request);
  };
  co_await http_.mount(prefix_, handler, limits);
}

Task<void> EngineCore::close() {
  if (!isAttached_ || std::exchange(isClosed_, true)) {
    co_return;
  }
  co_await http_.unmount(prefix_);
  std::function<void(EventLoop&)> shutdown = [this](EventLoop& loop) {
    host_.closeSessions(loop);
    closingPolls(loop).clear();
  };
  co_await http_.loops().runOnEach(shutdown);
}

EventLoop& EngineCore::loopOf(const SocketId& id) noexcept {
  EventLoopGroup& loops = http_.loops();
  return loops.at(IdGenerator::counterOf(id) % loops.size());
}

ClosingPolls& EngineCore::closingPolls(const EventLoop& loop) noexcept {
  const auto found = std::find_if(closingPolls_.begin(), closingPolls_.end(),
                                  [&](const auto& polls) { return &polls->loop() == &loop; });
  return found == closingPolls_.end() ? *closingPolls_.front() : **found;
}

void EngineCore::notifyError(const ConnectionError& error) const {
  notifyAll(engine_.errorListeners_, error);
}

void EngineCore::notifyHeaders(HttpResponse& response, const HttpRequest& request,
                               bool isInitial) const {
  if (isInitial) {
    notifyAll(engine_.initialHeadersListeners_, response, request);
  }
  notifyAll(engine_.headersListeners_, response, request);
}

}  // namespace ignis::socket_io
