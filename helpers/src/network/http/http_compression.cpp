#include "network/http/http_compression.hpp"

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"

namespace ignis {

namespace {

constexpr int WINDOW_BITS = 15;
constexpr int GZIP_FORMAT = 16;  ///< added to the window bits, see zlib.h
constexpr int MEMORY_LEVEL = 8;

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

/// The text as one gzip or zlib stream; empty when zlib has no memory for it.
std::string compress(std::string_view text, int windowBits) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, MEMORY_LEVEL,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib does not write through the pointer.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int status = ::deflate(&stream, Z_FINISH);
  result.resize(status == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return result;
}

}  // namespace

void compressResponse(const HttpRequest& request, HttpResponse& response) {
  response.header("Vary", "Accept-Encoding");
  const std::string_view list = request.header("Accept-Encoding");
  const bool isGzip = accepts(list, "gzip");
  if (!isGzip && !accepts(list, "deflate")) {
    return;
  }
  std::string body = compress(response.body, isGzip ? WINDOW_BITS + GZIP_FORMAT : WINDOW_BITS);
  if (!body.empty()) {
    response.body = std::move(body);
    response.header("Content-Encoding", isGzip ? "gzip" : "deflate");
  }
}

}  // namespace ignis
