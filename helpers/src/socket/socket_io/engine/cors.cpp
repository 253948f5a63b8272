#include "socket/socket_io/engine/cors.hpp"

#include <algorithm>
#include <string>

#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"

namespace ignis::socket_io {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string join(const std::vector<std::string>& list) {
  std::string joined;
  for (const std::string& item : list) {
    joined.append(joined.empty() ? "" : ",").append(item);
  }
  return joined;
}

}  // namespace

bool isOriginAllowed(const CorsOptions& options, const HttpRequest& request) {
  const std::string_view origin = request.header("Origin");
  return origin.empty() || contains(options.origin, "*") || contains(options.origin, origin);
}

void addCorsHeaders(const CorsOptions& options, const HttpRequest& request,
                    HttpResponse& response) {
  if (contains(options.origin, "*")) {
    response.header("Access-Control-Allow-Origin", "*");
  } else {
    const std::string_view origin = request.header("Origin");
    if (contains(options.origin, origin)) {
      response.header("Access-Control-Allow-Origin", origin);
    }
    response.header("Vary", "Origin");
  }
  if (options.credentials) {
    response.header("Access-Control-Allow-Credentials", "true");
  }
  if (!options.exposedHeaders.empty()) {
    response.header("Access-Control-Expose-Headers", join(options.exposedHeaders));
  }
}

void answerPreflight(const CorsOptions& options, const HttpRequest& request,
                     HttpResponse& response) {
  response.header("Access-Control-Allow-Methods", join(options.methods));
  if (!options.allowedHeaders.empty()) {
    response.header("Access-Control-Allow-Headers", join(options.allowedHeaders));
  } else {
    response.header("Vary", "Access-Control-Request-Headers");
    const std::string_view asked = request.header("Access-Control-Request-Headers");
    if (!asked.empty()) {
      response.header("Access-Control-Allow-Headers", asked);
    }
  }
  if (options.maxAge) {
    response.header("Access-Control-Max-Age", std::to_string(*options.maxAge));
  }
  response.status = options.optionsSuccessStatus;
}

}  // namespace ignis::socket_io
