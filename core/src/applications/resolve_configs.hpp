#pragma once

#include "ignis/core/applications/application_configs.hpp"

namespace ignis {

/// Fills what the program left open from the environment, then from the defaults. Throws an
/// `ApplicationError` that names a variable whose value makes no sense.
ApplicationConfigs resolveConfigs(ApplicationConfigs config);

}  // namespace ignis
