#pragma once

#include "ignis/core/http/path_pattern.hpp"
#include "ignis/core/http/route_config.hpp"
#include "ignis/core/http/route_handler.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// A route as it was defined. Mounting shares it between routers.
struct RouteDefinition {
  RouteConfig config;
  RouteHandler handler;
};

/// A definition at a path of a router.
struct Route {
  PathPattern pattern;
  std::shared_ptr<const RouteDefinition> definition;

  HttpMethod method() const noexcept { return definition->config.method; }
  /// With parameters as `{name}`.
  const std::string& path() const noexcept { return pattern.text(); }
};

/// A list of routes. Where several match a request, the one that was added first answers it.
class Router {
 public:
  std::shared_ptr<const RouteDefinition> add(RouteConfig config, RouteHandler handler);
  std::shared_ptr<const RouteDefinition> add(HttpMethod method, std::string_view path,
                                             RouteHandler handler);

  /// Adds the routes that `router` has now, below `prefix`.
  Router& route(std::string_view prefix, const Router& router);

  std::span<const Route> routes() const noexcept { return routes_; }
  /// One line for each method and path, `GET     /orders/{id}`, in order.
  std::vector<std::string> inspect() const;

 private:
  std::vector<Route> routes_;
};

}  // namespace ignis
