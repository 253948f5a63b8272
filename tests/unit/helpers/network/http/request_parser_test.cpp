#include "network/http/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ignis {
namespace {

using State = RequestParser::State;

struct Parsed {
  HttpRequest request;
  HttpLimits limits;
  State state = State::HEADER;
  unsigned status = 0;
  std::size_t used = 0;

  void parse(std::string_view text, std::size_t piece = std::string_view::npos) {
    RequestParser parser(request, limits);
    std::string pending;
    while (!text.empty() && (parser.state() == State::HEADER || parser.state() == State::BODY)) {
      pending.append(text.substr(0, piece));
      text.remove_prefix(std::min(piece, text.size()));
      const std::size_t taken = parser.feed(pending);
      pending.erase(0, taken);
      used += taken;
    }
    state = parser.state();
    status = parser.refusalStatus();
  }
};

TEST_SUITE("helpers/network/http/RequestParser") {
  TEST_CASE("a request is the same however it is cut") {
    const std::string text =
        "POST /orders/7?sort=a%20b HTTP/1.1\r\nHost: example.org\r\nX-Tag: one\r\nContent-Length: "
        "5\r\n\r\nhelloNEXT";
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 1000U}) {
      CAPTURE(piece);
      Parsed parsed;

      parsed.parse(text, piece);

      REQUIRE(parsed.state == State::COMPLETE);
      CHECK(parsed.used == text.size() - 4);
      CHECK(parsed.request.method() == HttpMethod::POST);
      CHECK(parsed.request.path() == "/orders/7");
      CHECK(parsed.request.query() == "sort=a%20b");
      CHECK(parsed.request.header("x-tag") == "one");
      CHECK(parsed.request.body() == "hello");
      CHECK(parsed.request.keepAlive());
    }
  }

  TEST_CASE("a chunked body is put together, its trailers are dropped") {
    const std::string text =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nAuthorization: x\r\n\r\n";
    for (const std::size_t piece : {1U, 5U, 1000U}) {
      CAPTURE(piece);
      Parsed parsed;

      parsed.parse(text, piece);

      REQUIRE(parsed.state == State::COMPLETE);
      CHECK(parsed.used == text.size());
      CHECK(parsed.request.body() == "hello world");
      CHECK_FALSE(parsed.request.hasHeader("Authorization"));
    }
  }

  TEST_CASE("an empty chunked body may come byte by byte") {
    const std::string text =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    Parsed parsed;

    parsed.parse(text, 1);

    REQUIRE(parsed.state == State::COMPLETE);
    CHECK(parsed.used == text.size());
    CHECK(parsed.request.body() == "");
  }

  TEST_CASE("the connection stays open as RFC 9112 section 9.3 says") {
    struct Row {
      std::string head;
      bool keepAlive;
    };
    const Row rows[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, Close\r\n", false},
        {"GET / HTTP/1.0\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", true},
    };
    for (const Row& row : rows) {
      CAPTURE(row.head);
      Parsed parsed;

      parsed.parse(row.head + "\r\n");

      REQUIRE(parsed.state == State::COMPLETE);
      CHECK(parsed.request.keepAlive() == row.keepAlive);
    }
  }

  TEST_CASE("an absolute target is taken apart when its host is the Host header's") {
    Parsed parsed;

    parsed.parse("GET http://a:1/x?y HTTP/1.1\r\nHost: a:1\r\n\r\n");

    REQUIRE(parsed.state == State::COMPLETE);
    CHECK(parsed.request.target() == "/x?y");
    CHECK(parsed.request.path() == "/x");
  }

  TEST_CASE("what two parsers could read differently is refused") {
    struct Row {
      const char* text;
      unsigned status;
    };
    const Row rows[] = {
        {"get / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\nHost: a\n\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
         "chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
         "3\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413},
        {"\x16\x03\x01\x02", 400},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      Parsed parsed;

      parsed.parse(row.text);

      CHECK(parsed.state == State::REFUSED);
      CHECK(parsed.status == row.status);
    }
  }

  TEST_CASE("every size has its limit") {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string manyFields = start;
    for (int field = 0; field < 100; ++field) {
      manyFields += "X: 1\r\n";
    }
    std::string manyTrailers = chunked + "0\r\n";
    for (int field = 0; field < 20; ++field) {
      manyTrailers += "X: 1\r\n";
    }
    struct Row {
      std::string text;
      unsigned status;
    };
    const Row rows[] = {
        {start + "X: " + std::string(9000, 'x') + "\r\n\r\n", 431},
        {start + "X: " + std::string(9000, 'x'), 431},
        {manyFields + "\r\n", 431},
        {manyTrailers + "\r\n", 400},
        {chunked + "0\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n", 400},
        {chunked + "1;" + std::string(70'000, 'x') + "\r\nx\r\n0\r\n\r\n", 400},
    };
    for (const Row& row : rows) {
      for (const std::size_t piece : {4096U, 1'000'000U}) {
        CAPTURE(row.text.substr(0, 100));
        Parsed parsed;

        parsed.parse(row.text, piece);

        CHECK(parsed.state == State::REFUSED);
        CHECK(parsed.status == row.status);
      }
    }
  }
}

}  // namespace
}  // namespace ignis
