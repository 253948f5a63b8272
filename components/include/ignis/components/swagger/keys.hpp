#pragma once

#include "ignis/components/swagger/types.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

struct SwaggerBindingKeys {
  static constexpr BindingKey<SwaggerOptions> SWAGGER_OPTIONS{"@app/swagger/options"};
};

}  // namespace ignis
