#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/middleware.hpp"

#include <cstddef>
#include <functional>

namespace ignis {

struct BodyLimitOptions {
  std::size_t maxSize = 100 * 1024;             ///< bytes
  std::function<Response(Context&)> onError{};  ///< instead of the error 413
};

/// Refuses larger bodies on its paths. The server's own `maxBodyBytes`, which ends a request while
/// it is being read, holds first.
Middleware bodyLimit(BodyLimitOptions options);

}  // namespace ignis
