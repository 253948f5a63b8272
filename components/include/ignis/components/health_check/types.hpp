#pragma once

#include <string>

namespace ignis {

struct HealthCheckRestOptions {
  std::string path = "/health";  ///< below the application's base path
};

/// What is bound to `HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS`.
struct HealthCheckOptions {
  HealthCheckRestOptions restOptions{};
};

/// The routes below the path.
struct HealthCheckRestPaths {
  static constexpr const char* ROOT = "/";
  static constexpr const char* PING = "/ping";
};

}  // namespace ignis
