#pragma once

#include "ignis/components/debug_container/types.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

struct DebugContainerBindingKeys {
  static constexpr BindingKey<DebugContainerOptions> DEBUG_CONTAINER_OPTIONS{
      "@app/debug-container/options"};
};

}  // namespace ignis
