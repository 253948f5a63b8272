#pragma once

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/env/environment.hpp"

namespace ignis {

/// Whether `NODE_ENV` is `production`, in any case. Unset counts as no.
inline bool isProduction() {
  return ascii::iequals(Environment::variable("NODE_ENV"), Environment::PRODUCTION);
}

}  // namespace ignis
