#pragma once

#include "ignis/core/http/http_app.hpp"

#include <string>

namespace ignis {

struct AppErrorHandlerOptions {
  std::string rootKey{};  ///< the answer is `{ [rootKey]: … }` unless empty
};

/// Logs every error and answers it as JSON. `NODE_ENV` is read here: in production causes are left
/// out, and so are the messages of errors that are no `ApplicationError`.
ErrorHandler appErrorHandler(AppErrorHandlerOptions options = {});

}  // namespace ignis
