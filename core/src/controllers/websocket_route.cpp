#include "ignis/core/controllers/websocket_route.hpp"

#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/di/application_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ignis {

namespace {

/// One connection of a route whose handlers are shared.
class SharedHandler final : public IWebSocketHandler {
 public:
  explicit SharedHandler(std::shared_ptr<const WebSocketRouteHandlers> handlers)
      : handlers_(std::move(handlers)) {}

  void onOpen(WebSocketConnection& connection) override {
    if (handlers_->open) {
      handlers_->open(connection);
    }
  }
  void onMessage(WebSocketConnection& connection, bool isBinary,
                 std::string_view payload) override {
    handlers_->message(connection, isBinary, payload);
  }
  void onClose(WebSocketConnection& connection, std::uint16_t code,
               std::string_view reason) override {
    if (handlers_->close) {
      handlers_->close(connection, code, reason);
    }
  }
  void onDrain(WebSocketConnection& connection) override {
    if (handlers_->drain) {
      handlers_->drain(connection);
    }
  }

 private:
  std::shared_ptr<const WebSocketRouteHandlers> handlers_;
};

struct WebSocketRoute {
  WebSocketHandlerFactory makeHandler;
  WebSocketOptions options;  ///< connections refer to them; the application's routes outlive these
};

Response accept(const std::shared_ptr<const WebSocketRoute>& route, Context& context) {
  HttpExchange& exchange = context.exchange();
  if (const auto refusal = checkWebSocketUpgrade(exchange, route->options)) {
    if (refusal->status == 426) {
      exchange.response.headers.append(WEBSOCKET_UPGRADE_HEADERS);
    }
    throw getError(
        {.message = std::string(refusal->reason), .statusCode = static_cast<int>(refusal->status)});
  }
  auto handler = route->makeHandler(context);
  if (handler == nullptr) {
    if (context.isAnswered()) {
      return context.answered();
    }
    throw getError({.message = "WebSocket refused", .statusCode = 403});
  }
  const auto held = std::make_shared<std::unique_ptr<IWebSocketHandler>>(std::move(handler));
  return context.upgrade([route, held](HttpExchange& upgraded) {
    upgradeToWebSocket(upgraded, route->options, std::move(*held), upgraded.response.headers);
  });
}

bool allowsEveryOrigin(const WebSocketOptions& options) {
  return std::find(options.origins.begin(), options.origins.end(), "*") != options.origins.end();
}

}  // namespace

const RouteDefinition& BaseController::websocketRoute(std::string path,
                                                      WebSocketRouteHandlers handlers) {
  return websocketRoute(std::move(path), std::move(handlers), {});
}

const RouteDefinition& BaseController::websocketRoute(std::string path,
                                                      WebSocketRouteHandlers handlers,
                                                      WebSocketOptions options) {
  if (!handlers.message) {
    throw getError(
        {.message = fmt::format("[{}][websocketRoute] Nobody takes the messages | path: {} | set: "
                                "WebSocketRouteHandlers::message",
                                scope(), path),
         .statusCode = 500});
  }
  auto shared = std::make_shared<const WebSocketRouteHandlers>(std::move(handlers));
  WebSocketHandlerFactory makeHandler = [shared = std::move(shared)](Context&) {
    return std::make_unique<SharedHandler>(shared);
  };
  return websocketRoute(std::move(path), std::move(makeHandler), std::move(options));
}

const RouteDefinition& BaseController::websocketRoute(std::string path,
                                                      WebSocketHandlerFactory makeHandler) {
  return websocketRoute(std::move(path), std::move(makeHandler), {});
}

const RouteDefinition& BaseController::websocketRoute(std::string path,
                                                      WebSocketHandlerFactory makeHandler,
                                                      WebSocketOptions options) {
  if (!makeHandler) {
    throw getError({.message = fmt::format("[{}][websocketRoute] Nobody makes handlers | path: {}",
                                           scope(), path),
                    .statusCode = 500});
  }
  checkWebSocketOptions(options);
  if (allowsEveryOrigin(options)) {
    getLogger().warn(
        "[websocketRoute] Pages of every origin may connect as their users | path: {} | set: "
        "WebSocketOptions::origins, the origins that may",
        path);
  }
  const auto route = std::make_shared<const WebSocketRoute>(
      WebSocketRoute{.makeHandler = std::move(makeHandler), .options = std::move(options)});
  RouteConfig config{.path = std::move(path), .summary = "WebSocket"};
  return registerRoute(std::move(config),
                       [route](Context& context) { return accept(route, context); });
}

}  // namespace ignis
