#pragma once

#include <string>

namespace ignis {

struct DebugContainerRestOptions {
  std::string path = "/debug/container";  ///< below the application's base path
};

/// What is bound to `DebugContainerBindingKeys::DEBUG_CONTAINER_OPTIONS`.
struct DebugContainerOptions {
  DebugContainerRestOptions restOptions{};
};

}  // namespace ignis
