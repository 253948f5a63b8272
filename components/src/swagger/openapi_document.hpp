#pragma once

#include <span>
#include <string>
#include <vector>

#include "ignis/components/swagger/types.hpp"
#include "ignis/core/applications/application_configs.hpp"
#include "ignis/core/http/router.hpp"
#include "ignis/helpers/json/json.hpp"

namespace ignis {

struct OpenApiOptions {
  std::string version;
  ApplicationInfo info;
  std::vector<OpenApiServer> servers{};
  std::string errorRootKey{};  ///< what the application wraps errors in
};

/// The OpenAPI document of `routes`, those that ask to be hidden aside.
Json makeOpenApiDocument(const OpenApiOptions& options, std::span<const Route> routes);

}  // namespace ignis
