#pragma once

#include "ignis/core/http/http_app.hpp"

#include <string>

namespace ignis {

struct NotFoundHandlerOptions {
  std::string rootKey{};  ///< the answer is `{ [rootKey]: … }` unless empty
};

/// Answers `URL NOT FOUND` (404), or `METHOD NOT ALLOWED` (405) where the path has other methods.
NotFoundHandler notFoundHandler(NotFoundHandlerOptions options = {});

}  // namespace ignis
