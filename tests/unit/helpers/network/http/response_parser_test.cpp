#include "network/http/response_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ignis {
namespace {

using State = ResponseParser::State;

/// Feeds `text` in pieces of `step` bytes and returns how much was taken.
std::size_t feed(ResponseParser& parser, std::string_view text, std::size_t step) {
  std::size_t used = 0;
  while (used < text.size() && parser.state() != State::COMPLETE &&
         parser.state() != State::FAILED) {
    const std::string_view piece = text.substr(used, step);
    const std::size_t taken = parser.feed(piece);
    used += taken;
    if (taken < piece.size()) {
      break;
    }
  }
  return used;
}

constexpr std::size_t STEPS[] = {1, 7, 1 << 20};

TEST_SUITE("helpers/network/http/ResponseParser") {
  TEST_CASE("an answer arrives whole, however it is cut, and what follows is left") {
    struct Example {
      std::string text;
      std::string_view body;
      bool keepsAlive;
    };
    const Example examples[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true},
        {"HTTP/1.1 204 No Content\r\n\r\n", "", true},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", "", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
         "chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
         "hello", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: "
         "trailer\r\n\r\n",
         "hello", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", true},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", "hello", false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", false},
        {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", "hello",
         true},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
         "hello", true},
    };
    for (const auto& [text, body, keepsAlive] : examples) {
      for (const std::size_t step : STEPS) {
        CAPTURE(text);
        CAPTURE(step);
        ResponseParser parser(100);

        CHECK(feed(parser, text + "HTTP/1.1 next", step) == text.size());

        CHECK(parser.state() == State::COMPLETE);
        CHECK(parser.response().body == body);
        CHECK(parser.keepsAlive() == keepsAlive);
        CHECK(parser.response().header("link") == "");
        CHECK(parser.response().header("x") == "");
      }
    }
  }

  TEST_CASE("names of headers are in lower case, and one that is repeated has no value") {
    ResponseParser parser(100);

    parser.feed(
        "HTTP/1.1 404 Nothing\r\nContent-Length:  0 \r\nSet-Cookie: a=b\r\nSET-COOKIE: "
        "c=d\r\n\r\n");

    CHECK(parser.response().status == 404);
    CHECK(parser.response().header("content-length") == "0");
    CHECK(parser.response().header("set-cookie") == "");
    REQUIRE(parser.response().headers.size() == 3);
    CHECK(parser.response().headers[2].first == "set-cookie");
    CHECK(parser.response().headers[2].second == "c=d");
  }

  TEST_CASE("a body without a length lasts until the server closes") {
    for (const std::size_t step : STEPS) {
      ResponseParser parser(100);
      feed(parser, "HTTP/1.1 200 OK\r\n\r\nhello", step);
      CHECK(parser.state() == State::BODY);

      parser.end();

      CHECK(parser.state() == State::COMPLETE);
      CHECK(parser.response().body == "hello");
      CHECK_FALSE(parser.keepsAlive());
    }
  }

  TEST_CASE("an upgrade is complete with its header") {
    const std::string text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    ResponseParser parser(0);

    CHECK(feed(parser, text + "\x81\x01x", 1 << 20) == text.size());

    CHECK(parser.state() == State::COMPLETE);
    CHECK_FALSE(parser.keepsAlive());
  }

  TEST_CASE("an answer that ends too early is none") {
    for (const std::string_view text :
         {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n"}) {
      CAPTURE(text);
      ResponseParser parser(100);
      parser.feed(text);

      parser.end();

      CHECK(parser.state() == State::FAILED);
      CHECK(parser.error() == "it ended too early");
    }
  }

  TEST_CASE("what is too large or malformed fails with the reason") {
    struct Example {
      std::string text;
      std::string_view error;
    };
    const Example examples[] = {
        {"HTTP/1.1 200 OK\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n",
         "its header is larger than 16384 bytes"},
        {std::string(17'000, 'x'), ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551614\r\n\r\n",
         "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') +
             "\r\n",
         "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n60\r\n" + std::string(96, 'x') +
             "\r\n60\r\n" + std::string(96, 'x'),
         "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(200'000, 'x'), ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
             std::string(200'000, 'x') + "\r\n\r\n",
         ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "it is malformed"},
        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "it is malformed"},
        {"HTTP/1.1 20x OK\r\n\r\n", "it is malformed"},
        {"SSH-2.0-OpenSSH\r\n\r\n", "it is malformed"},
        {"HTTP/1.1 200 OK\r\nX\r\n\r\n", "it is malformed"},
    };
    for (const auto& [text, error] : examples) {
      for (const std::size_t step : {std::size_t{1000}, std::size_t{65536}}) {
        CAPTURE(text.substr(0, 80));
        CAPTURE(step);
        ResponseParser parser(100);

        feed(parser, text, step);

        CHECK(parser.state() == State::FAILED);
        CAPTURE(parser.error());
        CHECK(parser.error().starts_with(error));
        CHECK(parser.error() != "");
      }
    }
  }
}

}  // namespace
}  // namespace ignis
