#include "ignis/core/http/context.hpp"

#include "fake_exchange.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/di/application_error.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ignis;
using test::Answer;

namespace {

/// Answers every `GET /x` with `handler`.
template <class F>
Answer answerOf(F handler, std::string target = "/x", std::vector<std::string> headers = {}) {
  Router router;
  router.add(HttpMethod::GET, "/x", handler);
  router.add(HttpMethod::GET, "/x/{id}", handler);
  HttpApp app;
  app.route("/", router);
  app.freeze();
  return test::get(app, std::move(target), std::move(headers));
}

}  // namespace

TEST_SUITE("core/http/Context") {
  TEST_CASE("the builders set status, type and body") {
    SUBCASE("json") {
      const Answer answer = answerOf([](Context& context) {
        return context.json(std::vector<int>{1, 2}, 201);
      });
      CHECK(answer.status == 201);
      CHECK(answer.contentType == "application/json");
      CHECK(answer.body == "[1,2]");
    }
    SUBCASE("text with a status set before") {
      const Answer answer =
          answerOf([](Context& context) { return context.status(418).text("tea"); });
      CHECK(answer.status == 418);
      CHECK(answer.contentType == "text/plain; charset=UTF-8");
      CHECK(answer.body == "tea");
    }
    SUBCASE("html") {
      CHECK(answerOf([](Context& context) { return context.html("<p>"); }).contentType ==
            "text/html; charset=UTF-8");
    }
    SUBCASE("no content") {
      const Answer answer = answerOf([](Context& context) { return context.noContent(); });
      CHECK(answer.status == 204);
      CHECK(answer.contentType.empty());
    }
    SUBCASE("redirect") {
      const Answer answer = answerOf([](Context& context) { return context.redirect("/y"); });
      CHECK(answer.status == 302);
      CHECK(answer.header("location") == "/y");
    }
  }

  TEST_CASE("a header that is set again is replaced, one that is appended is not") {
    const Answer answer = answerOf([](Context& context) {
      context.header("X-A", "1").header("X-B", "2").header("x-a", "3");
      context.appendHeader("Set-Cookie", "a=1").appendHeader("Set-Cookie", "b=2");
      return context.text("");
    });

    CHECK(answer.headers == "X-B: 2\r\nx-a: 3\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
  }

  TEST_CASE("a content type that was set wins over the builder's") {
    const Answer answer = answerOf([](Context& context) {
      context.header("Content-Type", "application/problem+json");
      return context.json(1);
    });

    CHECK(answer.contentType.empty());
    CHECK(answer.header("content-type") == "application/problem+json");
  }

  TEST_CASE("headers that the server writes, and values that forge lines, are refused") {
    CHECK(answerOf([](Context& context) {
            return context.header("Content-Length", "3").text("abc");
          }).status == 500);
    CHECK(answerOf([](Context& context) {
            return context.header("X-A", "1\r\nX-B: 2").text("");
          }).status == 500);
  }

  TEST_CASE("variables keep their type") {
    const Answer answer = answerOf([](Context& context) {
      context.set("count", 1);
      context.set("count", 7);
      context.set("name", "Ada");
      CHECK(context.get<std::string>("count") == nullptr);
      CHECK(context.get<int>("missing") == nullptr);
      return context.text(*context.get<std::string>("name") +
                          std::to_string(*context.get<int>("count")));
    });

    CHECK(answer.body == "Ada7");
  }

  TEST_CASE("the request id is a variable too") {
    answerOf([](Context& context) {
      CHECK(context.get<std::string>(Context::REQUEST_ID_KEY) == nullptr);
      context.set(Context::REQUEST_ID_KEY, std::string("id-1"));
      CHECK(context.requestId() == "id-1");
      CHECK(*context.get<std::string>("requestId") == "id-1");
      return context.noContent();
    });
  }

  TEST_CASE("the request is read through views") {
    answerOf(
        [](Context& context) {
          Request& req = context.req();
          CHECK(req.method() == "GET");
          CHECK(req.path() == "/x/a%20b%2Fc");
          CHECK(req.url() == "http://api.test/x/a%20b%2Fc?q=1&q=2%203");
          CHECK(req.param("id") == "a b/c");
          CHECK(req.param("other").empty());
          CHECK(req.query("q") == "1");
          CHECK(!req.query("z"));
          CHECK(req.queries("q") == std::vector<std::string_view>{"1", "2 3"});
          CHECK(req.header("X-THING") == "yes");
          CHECK(req.cookie("a") == "1");
          return context.noContent();
        },
        "/x/a%20b%2Fc?q=1&q=2%203", {"x-thing: yes", "Cookie: a=1; b=2"});
  }

  TEST_CASE("an encoded path matches its literal route") {
    CHECK(answerOf([](Context& context) { return context.text("found"); }, "/%78").body == "found");
  }

  TEST_CASE("a path with a malformed escape is a bad request") {
    const Answer answer = answerOf([](Context& context) { return context.noContent(); }, "/x/%zz");

    CHECK(answer.status == 400);
    CHECK(answer.body == R"({"message":"Malformed URL Path","statusCode":400,)"
                         R"("details":{"url":"http://api.test/x/%zz","path":"/x/%zz"}})");
  }
}
