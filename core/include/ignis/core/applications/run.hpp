#pragma once

#include <concepts>
#include <functional>
#include <memory>

#include "ignis/core/applications/abstract_application.hpp"

namespace ignis {

namespace detail {
int runApplication(const std::function<std::unique_ptr<AbstractApplication>()>& create);
}  // namespace detail

/// The body of `main`: loads `.env` files, configures logging from the environment, makes the
/// application and runs it. What keeps it from starting is printed as one line on standard error,
/// and the exit code is 1.
///
/// A process that was started with the argument `--print-graph` prints the application's bindings
/// as Graphviz DOT instead, and serves nothing (`AbstractApplication::printGraph`).
template <std::derived_from<AbstractApplication> App>
int run(ApplicationConfigs config = {}) {
  return detail::runApplication([&config] { return std::make_unique<App>(std::move(config)); });
}

/// The same for an application that is made of more than its configuration. `create` is called once
/// the environment is complete; what it throws keeps the application from starting.
inline int run(const std::function<std::unique_ptr<AbstractApplication>()>& create) {
  return detail::runApplication(create);
}

}  // namespace ignis
