#include "ignis/core/middlewares/cors.hpp"

#include "test_app.hpp"

#include <doctest/doctest.h>

using namespace ignis;
using test::Answer;
using test::TestApp;

namespace {

Answer getFrom(const HttpApp& app, std::string_view origin) {
  return test::get(app, "/", {"Origin: " + std::string(origin)});
}

Answer preflight(const HttpApp& app,
                 std::vector<std::string> headers = {"Origin: https://a.test"}) {
  return test::send(app, {.method = "OPTIONS", .target = "/", .headers = std::move(headers)});
}

constexpr std::string_view ALLOW_ORIGIN = "Access-Control-Allow-Origin";

}  // namespace

TEST_SUITE("core/middlewares/cors") {
  TEST_CASE("by default every origin may read") {
    const TestApp app({cors()});
    const Answer answer = getFrom(app, "https://a.test");

    CHECK(answer.body == "ok");
    CHECK(answer.headers == "Access-Control-Allow-Origin: *\r\n");
  }

  TEST_CASE("one origin or a list of them is echoed, and no other") {
    const TestApp one({cors({.origin = "https://a.test"})});
    const TestApp list(
        {cors({.origin = std::vector<std::string>{"https://b.test", "https://a.test"}})});

    for (const TestApp* app : {&one, &list}) {
      const Answer allowed = getFrom(*app, "https://a.test");
      CHECK(allowed.header(ALLOW_ORIGIN) == "https://a.test");
      CHECK(allowed.header("Vary") == "Origin");
      const Answer other = getFrom(*app, "https://a.test.evil");
      CHECK(other.body == "ok");
      CHECK(other.header(ALLOW_ORIGIN) == "<none>");
      CHECK(other.header("Vary") == "Origin");
    }
  }

  TEST_CASE("a function decides by origin") {
    const CorsOriginFn decide = [](std::string_view origin,
                                   Context&) -> std::optional<std::string> {
      return origin.ends_with(".shop.test") ? std::optional(std::string(origin)) : std::nullopt;
    };
    const TestApp app({cors({.origin = decide})});

    CHECK(getFrom(app, "https://eu.shop.test").header(ALLOW_ORIGIN) == "https://eu.shop.test");
    CHECK(getFrom(app, "https://other.test").header(ALLOW_ORIGIN) == "<none>");
  }

  TEST_CASE("a preflight is answered without a route") {
    const TestApp app({cors({.origin = "https://a.test",
                             .allowHeaders = {"X-A", "X-B"},
                             .maxAge = 86400,
                             .credentials = true,
                             .exposeHeaders = {"X-C"}})});
    const Answer answer = preflight(app);

    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
    CHECK(answer.headers ==
          "Access-Control-Allow-Credentials: true\r\n"
          "Access-Control-Expose-Headers: X-C\r\n"
          "Vary: Origin\r\n"
          "Access-Control-Allow-Origin: https://a.test\r\n"
          "Access-Control-Max-Age: 86400\r\n"
          "Access-Control-Allow-Methods: GET,HEAD,PUT,POST,DELETE,PATCH\r\n"
          "Access-Control-Allow-Headers: X-A,X-B\r\n"
          "Vary: Access-Control-Request-Headers\r\n");
  }

  TEST_CASE("requested headers are allowed when none are configured") {
    const TestApp app({cors()});
    const Answer answer =
        preflight(app, {"Origin: https://a.test", "Access-Control-Request-Headers: x-a, x-b"});

    CHECK(answer.header("Access-Control-Allow-Headers") == "x-a, x-b");
    CHECK(answer.header("Vary") == "Access-Control-Request-Headers");
    CHECK(preflight(app).header("Access-Control-Allow-Headers") == "<none>");
  }

  TEST_CASE("credentials for every origin are warned about once") {
    const test::LogCapture log;
    cors({.credentials = true});

    CHECK(log.text().find("set 'origin' to the list of origins") != std::string::npos);
  }
}
