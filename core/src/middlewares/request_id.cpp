#include "ignis/core/middlewares/request_id.hpp"

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/http_constants.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/uuid.hpp"

#include <algorithm>
#include <array>

namespace ignis {

namespace {

constexpr std::size_t MAX_LENGTH = 255;

bool isUsable(std::string_view id) {
  return !id.empty() && id.size() <= MAX_LENGTH && std::all_of(id.begin(), id.end(), [](char c) {
    return ascii::isAlphanumeric(c) || c == '_' || c == '-' || c == '=';
  });
}

}  // namespace

Middleware requestId() {
  return MiddlewareHooks{.before = [](Context& context) {
    const std::string_view given = context.req().header(HTTP::Headers::REQUEST_TRACING_ID);
    if (isUsable(given)) {
      context.setRequestId(given);
    } else {
      std::array<char, UUID_SIZE> id;
      writeUuidV4(id.data());
      context.setRequestId({id.data(), id.size()});
    }
    // Of checked characters, so that it is not checked again.
    context.exchange()
        .response.headers.append("X-Request-Id: ")
        .append(context.requestId())
        .append("\r\n");
    return false;
  }};
}

}  // namespace ignis
