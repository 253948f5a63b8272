#include "ignis/core/middlewares/body_limit.hpp"

#include "ignis/di/application_error.hpp"

#include <utility>

namespace ignis {

Middleware bodyLimit(BodyLimitOptions options) {
  return MiddlewareHooks{.before = [options = std::move(options)](Context& context) {
    if (context.req().text().size() <= options.maxSize) {
      return false;
    }
    if (!options.onError) {
      throw getError({.message = "Payload Too Large", .statusCode = 413});
    }
    options.onError(context);
    return true;
  }};
}

}  // namespace ignis
