#pragma once

#include "ignis/helpers/socket/socket_io/server_options.hpp"

namespace ignis {
class HttpRequest;
struct HttpResponse;
}  // namespace ignis

namespace ignis::socket_io {

/// Whether the page that the request comes from, if any, may connect.
bool isOriginAllowed(const CorsOptions& options, const HttpRequest& request);

/// Adds the headers that every answer carries.
void addCorsHeaders(const CorsOptions& options, const HttpRequest& request, HttpResponse& response);

/// Adds the headers of the answer to an OPTIONS request, and its status.
void answerPreflight(const CorsOptions& options, const HttpRequest& request,
                     HttpResponse& response);

}  // namespace ignis::socket_io
