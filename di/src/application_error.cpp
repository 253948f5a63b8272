#include "ignis/di/application_error.hpp"

#include <utility>

namespace ignis {

ApplicationError::ApplicationError(ErrorOptions options)
    : std::runtime_error(options.message),
      statusCode_(options.statusCode),
      messageCode_(std::move(options.messageCode)),
      details_(std::move(options.details)) {}

ApplicationError getError(ErrorOptions options) { return ApplicationError(std::move(options)); }

}  // namespace ignis
