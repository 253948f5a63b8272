#pragma once

#include <string>
#include <string_view>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/http/url.hpp"

namespace ignis {

/// Where a path of the root router is reached.
inline std::string mountedPath(const BaseApplication& application, std::string_view path) {
  return joinPaths(application.getProjectConfigs().path.base, path);
}

}  // namespace ignis
