#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/middleware.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ignis {

/// The value of `Access-Control-Allow-Origin` for the origin of a request; empty to allow none.
using CorsOriginFn = std::function<std::optional<std::string>(std::string_view origin, Context&)>;

struct CorsOptions {
  /// `*`, one origin, a list of origins, or a function.
  std::variant<std::string, std::vector<std::string>, CorsOriginFn> origin = "*";
  std::vector<std::string> allowMethods{"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"};
  std::vector<std::string> allowHeaders{};  ///< those that the request asks for when empty
  std::optional<unsigned> maxAge{};         ///< seconds
  bool credentials = false;
  std::vector<std::string> exposeHeaders{};
};

/// Says which origins may read answers, and answers every `OPTIONS` request on its paths with 204.
/// A request from another origin is still served; it is the browser that withholds the answer.
Middleware cors(CorsOptions options = {});

}  // namespace ignis
