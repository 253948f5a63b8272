#pragma once

#include "ignis/core/http/middleware.hpp"

namespace ignis {

/// Gives every request an id, its `X-Request-Id` header or a new UUID, and echoes it.
Middleware requestId();

}  // namespace ignis
