#include "network/http/http_compression.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"
#include "network/http/request_parser.hpp"

using namespace ignis;

namespace {

HttpResponse answer(std::string_view acceptEncoding, const std::string& body) {
  HttpRequest request;
  const HttpLimits limits;
  RequestParser parser(request, limits);
  parser.feed("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + std::string(acceptEncoding) +
              "\r\n\r\n");
  HttpResponse response;
  response.body = body;
  compressResponse(request, response);
  return response;
}

/// Takes both formats.
std::string inflated(const std::string& bytes) {
  constexpr int ANY_FORMAT = 15 + 32;
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, ANY_FORMAT) == Z_OK);
  std::string text(100'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_SUITE("helpers/network/http compression") {
  TEST_CASE("gzip is preferred, deflate is taken") {
    const std::string body(50'000, 'x');
    struct Case {
      std::string accept;
      std::string coding;
    };
    for (const auto& [accept, coding] : {Case{"gzip, deflate, br", "gzip"},
                                         {"deflate;q=1.0, GZIP;q=0.5", "gzip"},
                                         {"deflate", "deflate"},
                                         {"gzip;q=0, deflate", "deflate"}}) {
      CAPTURE(accept);
      const HttpResponse response = answer(accept, body);
      CHECK(response.headers == "Vary: Accept-Encoding\r\nContent-Encoding: " + coding + "\r\n");
      CHECK(response.body.size() < 1000);
      CHECK(inflated(response.body) == body);
    }
  }

  TEST_CASE("a client that accepts neither gets the text") {
    for (const std::string_view accept : {"", "br", "gzip;q=0", "identity;q=1, gzip; q=0.000"}) {
      CAPTURE(accept);
      const HttpResponse response = answer(accept, "text");
      CHECK(response.headers == "Vary: Accept-Encoding\r\n");
      CHECK(response.body == "text");
    }
  }
}
