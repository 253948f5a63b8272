#pragma once

namespace ignis {

class HttpRequest;
struct HttpResponse;

/// Replaces the body by its gzip or deflate form (RFC 9110 section 8.4.1), gzip preferred, when the
/// client accepts one, and says so in the headers.
void compressResponse(const HttpRequest& request, HttpResponse& response);

}  // namespace ignis
