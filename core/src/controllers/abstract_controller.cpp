#include "ignis/core/controllers/abstract_controller.hpp"

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/performance.hpp"

#include <fmt/format.h>

#include <utility>

namespace ignis {

AbstractController::AbstractController(ControllerOptions options)
    : BaseHelper({.scope = std::move(options.scope)}), path_(std::move(options.path)) {}

std::string_view AbstractController::path() const {
  const std::string_view path = metadata_.path.empty() ? std::string_view(path_) : metadata_.path;
  if (path.empty()) {
    throw getError({.message = fmt::format(
                        "[{}] Controller path is required. Provide path via the static member "
                        "'controller' or constructor options.",
                        scope())});
  }
  return path;
}

Task<void> AbstractController::configure() {
  const double from = getPerformanceCheckpoint();
  getLogger().info("[configure] START | Binding controller | path: {}", path());
  co_await binding();
  getLogger().info("[configure] DONE | Binding controller | Took: {} (ms)",
                   getExecutedPerformance({.from = from}));
}

const RouteDefinition& AbstractController::registerRoute(RouteConfig config, RouteHandler handler) {
  config.tags.push_back(scope());
  return *definitions_.emplace_back(router_.add(std::move(config), std::move(handler)));
}

}  // namespace ignis
