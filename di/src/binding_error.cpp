#include "ignis/di/binding_error.hpp"

#include <utility>

namespace ignis {

BindingError::BindingError(BindingErrorOptions options)
    : ApplicationError({.message = options.message}), options_(std::move(options)) {}

}  // namespace ignis
