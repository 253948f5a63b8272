#include "ignis/core/middlewares/request_spy_middleware.hpp"

#include "ignis/core/middlewares/request_id.hpp"
#include "test_app.hpp"

#include <doctest/doctest.h>

using namespace ignis;
using test::LogCapture;
using test::NodeEnv;
using test::TestApp;

namespace {

bool contains(const LogCapture& log, std::string_view text) {
  return log.text().find(text) != std::string::npos;
}

}  // namespace

TEST_SUITE("core/middlewares/RequestSpyMiddleware") {
  TEST_CASE("a request is logged when it comes and when it is answered") {
    const NodeEnv env("production");
    const RequestSpyMiddleware spy;
    const TestApp app({requestId(), spy.value()});
    const LogCapture log;

    test::get(app, "/none?a=1&b=x%22", {"X-Request-Id: r1"});

    CHECK(contains(
        log, "[SpyMW] [r1][10.0.0.7][=>] GET      /none | query: {\"a\":\"1\",\"b\":\"x\\\"\"}"));
    CHECK(contains(log, "[SpyMW] [r1][10.0.0.7][<=] GET      /none | Took: "));
    CHECK(!contains(log, "body"));
  }

  TEST_CASE("outside of production the body is shown, without its secrets") {
    const RequestSpyMiddleware spy;
    const TestApp app({spy.value()});
    const LogCapture log;

    SUBCASE("JSON") {
      test::postJson(app, "/", R"({"name":"Ada","password":"hunter2"})");
      CHECK(contains(log, R"(POST     / | query: {} | body: {"name":"Ada")"));
    }
    SUBCASE("a form") {
      test::send(app, {.method = "POST",
                       .headers = {"Content-Type: application/x-www-form-urlencoded"},
                       .body = "name=Ada&password=hunter2"});
      CHECK(contains(log, R"(body: {"name":"Ada","password":"[REDACTED]"})"));
    }
    SUBCASE("none") {
      test::get(app, "/?token=hunter2");
      CHECK(contains(log, R"(query: {"token":"[REDACTED]"} | body: null)"));
    }
    SUBCASE("bytes") {
      test::send(app, {.method = "POST",
                       .headers = {"Content-Type: application/octet-stream"},
                       .body = "hunter2"});
      CHECK(contains(log, R"(body: "[7 bytes]")"));
    }
    CHECK(!contains(log, "hunter2"));
  }

  TEST_CASE("a forwarded address stands in for an unknown peer") {
    const RequestSpyMiddleware spy;
    const TestApp app({spy.value()});
    const LogCapture log;
    EventLoop loop;
    const auto exchange = std::make_shared<test::FakeExchange>(loop);
    exchange->peer.clear();

    exchange->receive("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
    app.handle(*exchange);
    CHECK(contains(log, "[1.2.3.4][=>]"));

    exchange->receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    app.handle(*exchange);
    CHECK(exchange->response.status == 400);
    CHECK(exchange->response.body.starts_with(R"({"message":"Malformed Connection Info")"));
  }
}
