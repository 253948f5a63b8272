#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::string_literals;

namespace ignis {

namespace {

struct RefusedRequest {
  std::string_view what;
  std::string bytes;
  int status = 400;
};

/// What a server that took the request's beginning for a whole request would answer as well.
constexpr std::string_view SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

std::string post(std::string_view headers, std::string_view body = "abc") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }

/// Each has to be answered with its status, and the connection has to close without an answer to
/// anything that follows. Another connection is served all the while.
void checkRefused(const std::vector<RefusedRequest>& requests) {
  const TestServer server;
  RawClient canary(server.port());

  for (const RefusedRequest& request : requests) {
    CAPTURE(request.what);
    RawClient client(server.port());

    client.send(request.bytes);
    client.send(SMUGGLED);
    std::string answer;
    CHECK_NOTHROW(answer = client.receiveAll());

    CHECK(statusOf(answer) == request.status);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
    CHECK(answer.find("/smuggled") == std::string::npos);
    canary.send("GET /canary HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(statusOf(canary.receiveAnswer()) == 200);
  }
}

}  // namespace

TEST_SUITE("wire/refused requests") {
  TEST_CASE("a malformed request line is answered with 400 and the connection closes") {
    checkRefused({
        {"nothing but a word", "hello\r\n\r\n"},
        {"no version", "GET /\r\nHost: a\r\n\r\n"},
        {"no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a tab between the parts", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a trailing space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
        {"a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a relative target", "GET index.html HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a scheme without a name", "GET ://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"an authority for a target", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"},
        {"a lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a method of mixed case", "Get / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"lower-case http", "GET / http/1.1\r\nHost: a\r\n\r\n"},
        {"a version of one number", "GET / HTTP/1\r\nHost: a\r\n\r\n"},
        {"a version of three digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
        {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n"},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
    });
  }

  TEST_CASE("a Content-Length that is not one plain number is answered with 400") {
    checkRefused({
        {"repeated, equal", post("Content-Length: 3\r\nContent-Length: 3\r\n")},
        {"repeated, different", post("Content-Length: 3\r\nContent-Length: 4\r\n")},
        {"a list", post("Content-Length: 3, 3\r\n")},
        {"plus", post("Content-Length: +3\r\n")},
        {"minus", post("Content-Length: -1\r\n")},
        {"minus zero", post("Content-Length: -0\r\n")},
        {"hexadecimal", post("Content-Length: 0x3\r\n")},
        {"hexadecimal digit", post("Content-Length: a\r\n")},
        {"empty", post("Content-Length:\r\n")},
        {"blank", post("Content-Length:  \r\n")},
        {"decimal point", post("Content-Length: 3.0\r\n")},
        {"exponent", post("Content-Length: 3e0\r\n")},
        {"inner space", post("Content-Length: 3 3\r\n")},
        {"trailing text", post("Content-Length: 3;\r\n")},
        {"two to the power of 64", post("Content-Length: 18446744073709551616\r\n")},
        {"two to the power of 64 plus three", post("Content-Length: 18446744073709551619\r\n")},
    });
  }

  TEST_CASE("a message whose length is ambiguous is answered with 400") {
    checkRefused({
        {"Content-Length, then Transfer-Encoding",
         post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"Transfer-Encoding, then Content-Length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n")},
        {"an unknown encoding, then Content-Length",
         post("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n")},
        {"Content-Length, then an unknown encoding",
         post("Content-Length: 3\r\nTransfer-Encoding: gzip\r\n")},
        {"chunked with HTTP/1.0",
         "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    });
  }

  TEST_CASE("a Transfer-Encoding other than one `chunked` is answered with 400") {
    checkRefused({
        {"gzip", post("Transfer-Encoding: gzip\r\n", "")},
        {"identity", post("Transfer-Encoding: identity\r\n", "")},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
        {"chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
        {"twice",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
        {"quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
        {"with a parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n")},
        {"with a vertical tab", post("Transfer-Encoding: \x0b"
                                     "chunked\r\n",
                                     "0\r\n\r\n")},
        {"empty", post("Transfer-Encoding:\r\n", "")},
    });
  }

  TEST_CASE("a broken chunk is answered with 400") {
    checkRefused({
        {"no size", chunked("\r\nabc\r\n0\r\n\r\n")},
        {"a size that is no number", chunked("zz\r\nabc\r\n0\r\n\r\n")},
        {"a signed size", chunked("+3\r\nabc\r\n0\r\n\r\n")},
        {"a size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n")},
        {"a leading space", chunked(" 3\r\nabc\r\n0\r\n\r\n")},
        {"a size of 17 digits", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")},
        {"more data than the size says", chunked("3\r\nabcd\r\n0\r\n\r\n")},
        {"a bare line feed after the size", chunked("3\nabc\r\n0\r\n\r\n")},
        {"a bare line feed after the data", chunked("3\r\nabc\n0\r\n\r\n")},
        {"a bare line feed in an extension", chunked("3;a\nb\r\nabc\r\n0\r\n\r\n")},
    });
  }

  TEST_CASE("a chunk larger than any body is answered with 413") {
    checkRefused({
        {"the largest number", chunked("ffffffffffffffff\r\nabc\r\n0\r\n\r\n"), 413},
        {"two gigabytes", chunked("80000000\r\nabc\r\n0\r\n\r\n"), 413},
    });
  }

  TEST_CASE("a line that does not end in CR LF is answered with 400") {
    checkRefused({
        {"a bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
        {"bare LFs throughout", "GET / HTTP/1.1\nHost: a\n\n"},
        {"a bare LF after a header", "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"},
        {"a bare LF that ends the header", "GET / HTTP/1.1\r\nHost: a\r\n\nX: y\r\n\r\n"},
        {"a bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n"},
        {"a bare CR in a value", get("X-A: b\rc\r\n")},
        {"two CRs", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"},
    });
  }

  TEST_CASE("a malformed header line is answered with 400") {
    checkRefused({
        {"NUL in a value", get("X-A: b\0c\r\n"s)},
        {"NUL in a name", get("X\0A: b\r\n"s)},
        {"a control character in a value", get("X-A: b\x01"
                                               "c\r\n")},
        {"DEL in a value", get("X-A: b\x7f"
                               "c\r\n")},
        {"a space before the colon", get("X-A : b\r\n")},
        {"a space before the colon of a length", post("Content-Length : 3\r\n")},
        {"a tab before the colon", get("X-A\t: b\r\n")},
        {"no colon", get("X-A\r\n")},
        {"no name", get(": b\r\n")},
        {"a name that is no token", get("X(A): b\r\n")},
        {"a name with a byte above 127", get("X\xc3\xa4: b\r\n")},
        {"a folded line", get("X-A: b\r\n c\r\n")},
        {"a line folded with a tab", get("X-A: b\r\n\tc\r\n")},
        {"a line folded onto nothing", get("X-A: b\r\n \r\n")},
        {"an empty line folded", get("X-A:\r\n b\r\n")},
        {"an empty line folded onto nothing", get("X-A:\r\n \r\n")},
        {"a folded length", post("Content-Length:\r\n 3\r\n")},
        {"a fold before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
    });
  }

  TEST_CASE("a missing, repeated or invalid Host is answered with 400") {
    checkRefused({
        {"missing", "GET / HTTP/1.1\r\n\r\n"},
        {"repeated", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
        {"repeated, different", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
        {"repeated in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
        {"a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
        {"a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
        {"user information", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
        {"a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
        {"markup", "GET / HTTP/1.1\r\nHost: <a>\r\n\r\n"},
        {"a target of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a target of another port", "GET http://a:81/ HTTP/1.1\r\nHost: a:80\r\n\r\n"},
        {"a target with user information", "GET http://b@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a target without a host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"},
    });
  }

  TEST_CASE("an expectation that cannot be met is answered with 417") {
    checkRefused({{"something else", post("Content-Length: 3\r\nExpect: tea\r\n"), 417}});
  }
}

}  // namespace ignis
