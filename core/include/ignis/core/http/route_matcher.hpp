#pragma once

#include "ignis/core/http/router.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace ignis {

/// What a look-up found. `values` belong to the route's parameters and view the path.
struct RouteMatch {
  const Route* route = nullptr;
  std::uint8_t allowedMethods = 0;  ///< bits by `HttpMethod`; complete only when there is no route
  std::array<std::string_view, PathPattern::MAX_PARAMETERS> values;
};

/// Finds routes: a path without parameters by one hash look-up, others in a tree of segments, in
/// time that depends on the routes and not on the path. Immutable.
class RouteMatcher {
 public:
  /// Throws an `ApplicationError` when a handler asks for a path parameter that its path does not
  /// have. Unless it is strict, one trailing slash of a route's path counts for nothing.
  RouteMatcher(std::span<const Route> routes, bool isStrict);
  RouteMatcher(const RouteMatcher&) = delete;
  RouteMatcher& operator=(const RouteMatcher&) = delete;
  ~RouteMatcher();

  /// `path` is a normalized one. A `HEAD` request takes a `GET` route when there is no other.
  void match(HttpMethod method, std::string_view path, RouteMatch& result) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis
