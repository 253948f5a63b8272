#include "network/http/http_compression.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "common/zlib.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"

namespace ignis {

namespace {

/// `q=0`, `q=0.000`: the coding is refused (RFC 9110 section 12.4.2).
bool isRefused(std::string_view parameters) {
  const std::size_t weight = parameters.find("q=");
  return weight != std::string_view::npos &&
         parameters.substr(weight + 2).find_first_of("123456789") == std::string_view::npos;
}

/// Whether an `Accept-Encoding` list names the coding.
bool accepts(std::string_view list, std::string_view coding) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const std::size_t semicolon = item.find(';');
    if (ascii::iequals(ascii::trim(item.substr(0, semicolon)), coding)) {
      return semicolon == std::string_view::npos || !isRefused(item.substr(semicolon));
    }
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

}  // namespace

void compressResponse(const HttpRequest& request, HttpResponse& response) {
  response.header("Vary", "Accept-Encoding");
  const std::string_view list = request.header("Accept-Encoding");
  const bool isGzip = accepts(list, "gzip");
  if (!isGzip && !accepts(list, "deflate")) {
    return;
  }
  std::string body = deflateText(response.body, isGzip ? ZlibFormat::GZIP : ZlibFormat::ZLIB);
  if (!body.empty()) {
    response.body = std::move(body);
    response.header("Content-Encoding", isGzip ? "gzip" : "deflate");
  }
}

}  // namespace ignis
