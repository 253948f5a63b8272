#pragma once

#include "ignis/core/http/middleware.hpp"
#include "ignis/helpers/network/http/http_request.hpp"

#include <string>
#include <vector>

namespace ignis {

/// What `bindRoute` takes. Everything from `summary` on is documentation.
struct RouteConfig {
  HttpMethod method = HttpMethod::GET;
  std::string path;  ///< relative to the controller; parameters as `{id}` or `:id`
  std::vector<Middleware> middleware{};
  std::string summary{};
  std::string description{};
  std::vector<std::string> tags{};
  std::string operationId{};
  bool deprecated = false;
  bool hide = false;  ///< not documented
};

}  // namespace ignis
