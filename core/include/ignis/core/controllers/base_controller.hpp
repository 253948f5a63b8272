#pragma once

#include "ignis/core/controllers/abstract_controller.hpp"

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace ignis {

class IWebSocketHandler;
struct WebSocketOptions;
struct WebSocketRouteHandlers;

/// Makes what handles one connection, out of the request that asks for it. It may throw or answer
/// instead; null without an answer refuses with 403. The context ends with the call.
using WebSocketHandlerFactory = std::function<std::unique_ptr<IWebSocketHandler>(Context&)>;

/// The class that controllers derive from:
///
///     Task<void> binding() override {
///       bindRoute({.path = "/hello/{name}"}).to(&HelloController::hello, this);
///       co_return;
///     }
class BaseController : public AbstractController {
 public:
  using AbstractController::AbstractController;

  /// A route that waits for its handler: it exists once `to` is called.
  class RouteBinder {
   public:
    template <class F>
    const RouteDefinition& to(F&& handler) && {
      return controller_.registerRoute(std::move(config_), RouteHandler(std::forward<F>(handler)));
    }
    template <class Method, class Class>
    const RouteDefinition& to(Method method, Class* object) && {
      return controller_.registerRoute(std::move(config_), RouteHandler(method, object));
    }

   private:
    friend class BaseController;
    RouteBinder(BaseController& owner, RouteConfig config)
        : controller_(owner), config_(std::move(config)) {}

    BaseController& controller_;
    RouteConfig config_;
  };

  [[nodiscard]] RouteBinder bindRoute(RouteConfig config) { return {*this, std::move(config)}; }

  template <class F>
  const RouteDefinition& defineRoute(RouteConfig config, F&& handler) {
    return registerRoute(std::move(config), RouteHandler(std::forward<F>(handler)));
  }

  /// A WebSocket at a GET route: middlewares run as for every route, and a request that is no valid
  /// upgrade gets the application's error (426, 400, or 403 for its origin). Whoever calls it
  /// includes `ignis/core/controllers/websocket_route.hpp`. Throws an `ApplicationError` for
  /// options that can not be.
  const RouteDefinition& websocketRoute(std::string path, WebSocketRouteHandlers handlers);
  const RouteDefinition& websocketRoute(std::string path, WebSocketRouteHandlers handlers,
                                        WebSocketOptions options);
  /// The same with a handler of its own for each connection.
  const RouteDefinition& websocketRoute(std::string path, WebSocketHandlerFactory makeHandler);
  const RouteDefinition& websocketRoute(std::string path, WebSocketHandlerFactory makeHandler,
                                        WebSocketOptions options);
};

}  // namespace ignis
