#include "ignis/core/http/router.hpp"

#include "ignis/core/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ignis {

std::shared_ptr<const RouteDefinition> Router::add(RouteConfig config, RouteHandler handler) {
  PathPattern pattern(config.path);
  auto definition = std::make_shared<const RouteDefinition>(
      RouteDefinition{.config = std::move(config), .handler = std::move(handler)});
  routes_.push_back({.pattern = std::move(pattern), .definition = definition});
  return definition;
}

std::shared_ptr<const RouteDefinition> Router::add(HttpMethod method, std::string_view path,
                                                   RouteHandler handler) {
  return add(RouteConfig{.method = method, .path = std::string(path)}, std::move(handler));
}

Router& Router::route(std::string_view prefix, const Router& router) {
  const std::vector<Route> mounted = router.routes_;
  for (const Route& route : mounted) {
    routes_.push_back(
        {.pattern = PathPattern(joinPaths(prefix, route.path())), .definition = route.definition});
  }
  return *this;
}

std::vector<std::string> Router::inspect() const {
  std::size_t width = 0;
  for (const Route& route : routes_) {
    width = std::max(width, nameOf(route.method()).size());
  }
  std::vector<std::string> lines;
  for (const Route& route : routes_) {
    std::string line = fmt::format("{:<{}}  {}", nameOf(route.method()), width, route.path());
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace ignis
