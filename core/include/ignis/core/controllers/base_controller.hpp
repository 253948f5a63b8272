#pragma once

#include "ignis/core/controllers/abstract_controller.hpp"

#include <type_traits>
#include <utility>

namespace ignis {

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
};

}  // namespace ignis
