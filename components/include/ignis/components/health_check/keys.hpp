#pragma once

#include "ignis/components/health_check/types.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

struct HealthCheckBindingKeys {
  static constexpr BindingKey<HealthCheckOptions> HEALTH_CHECK_OPTIONS{"@app/health-check/options"};
};

}  // namespace ignis
