#include "ignis/core/http/http_app.hpp"

#include "fake_exchange.hpp"
#include "ignis/di/application_error.hpp"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace ignis;
using test::Answer;

namespace {

/// Comes back in a later turn of the loop.
Task<void> suspend() {
  const auto executor = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

/// A middleware that writes `name>` on the way in and `<name` on the way out.
Middleware hooks(std::string& trace, std::string name) {
  return MiddlewareHooks{.before =
                             [&trace, name](Context&) {
                               trace += name + ">";
                               return false;
                             },
                         .after = [&trace, name](Context&) { trace += "<" + name; }};
}

Middleware coroutine(std::string& trace, std::string name) {
  return [&trace, name](Context&, Next next) -> Task<void> {
    trace += name + ">";
    co_await suspend();
    co_await next();
    trace += "<" + name;
  };
}

template <class F>
void addRoute(HttpApp& app, F handler, std::string path = "/",
              std::vector<Middleware> middleware = {}) {
  Router router;
  router.add(RouteConfig{.path = std::move(path), .middleware = std::move(middleware)},
             std::move(handler));
  app.route("/", router);
}

constexpr auto sayOk = [](Context& context) { return context.text("ok"); };

[[noreturn]] void failWith(const char* message) {
  throw getError({.message = message, .statusCode = 409, .messageCode = "orders.taken"});
}

}  // namespace

TEST_SUITE("core/http/HttpApp") {
  TEST_CASE("routes are served below the path they are mounted at") {
    Router orders;
    orders.add(HttpMethod::GET, "/{id}",
               [](Context& context) { return context.text(context.req().param("id")); });
    Router root;
    root.route("/orders", orders);
    HttpApp app;
    app.route("/api", root);
    app.freeze();

    CHECK(test::get(app, "/api/orders/7").body == "7");
    CHECK(test::get(app, "/orders/7").status == 404);
    CHECK(app.router().inspect() == std::vector<std::string>{"GET  /api/orders/{id}"});
  }

  TEST_CASE("a path without a route is not found") {
    HttpApp app;
    app.freeze();
    const Answer answer = test::get(app, "/a?b=1");

    CHECK(answer.status == 404);
    CHECK(answer.contentType == "application/json");
    CHECK(
        answer.body ==
        R"({"message":"URL NOT FOUND","statusCode":404,"path":"/a","url":"http://api.test/a?b=1"})");
  }

  TEST_CASE("a method without a route is not allowed") {
    HttpApp app;
    addRoute(app, sayOk);
    app.freeze();
    const Answer answer = test::send(app, {.method = "DELETE"});

    CHECK(answer.status == 405);
    CHECK(answer.header("Allow") == "GET, HEAD");
    CHECK(
        answer.body ==
        R"({"message":"METHOD NOT ALLOWED","statusCode":405,"path":"/","url":"http://api.test/"})");
    CHECK(test::send(app, {.method = "OPTIONS"}).status == 405);
    CHECK(test::send(app, {.method = "PROPFIND"}).status == 405);
    CHECK(test::send(app, {.method = "OPTIONS", .target = "*"}).status == 404);
    CHECK(test::send(app, {.method = "HEAD"}).status == 200);
  }

  TEST_CASE("an absolute target without a path is the root") {
    HttpApp app;
    addRoute(app, sayOk);
    app.freeze();

    CHECK(test::get(app, "http://api.test?a=1").body == "ok");
  }

  TEST_CASE("one trailing slash counts for nothing unless paths are strict") {
    HttpApp strict;
    addRoute(strict, sayOk, "/a");
    strict.freeze();
    HttpApp lax({.isStrict = false});
    addRoute(lax, sayOk, "/a");
    lax.freeze();

    CHECK(test::get(strict, "/a/").status == 404);
    CHECK(test::get(lax, "/a/").status == 200);
    CHECK(test::get(lax, "/a//").status == 404);
  }

  TEST_CASE("nothing can be added once the app is frozen") {
    HttpApp app;
    app.freeze();
    const auto message = "Can not add a route since the matcher is already built.";

    CHECK_THROWS_WITH_AS(app.route("/", Router()), message, ApplicationError);
    CHECK_THROWS_WITH_AS(app.use([](Context&) {}), message, ApplicationError);
  }

  TEST_CASE("middlewares run in order of registration, the route's own last") {
    std::string trace;
    HttpApp app;
    const auto handler = [&trace](Context& context) {
      trace += "handler";
      return context.text("ok");
    };

    SUBCASE("as plain calls") {
      app.use(hooks(trace, "a")).use("/x", hooks(trace, "b"));
      addRoute(app, handler, "/x", {hooks(trace, "c")});
    }
    SUBCASE("as a coroutine from the first that waits") {
      app.use(hooks(trace, "a")).use("/x", coroutine(trace, "b"));
      addRoute(app, handler, "/x", {hooks(trace, "c")});
    }
    SUBCASE("as coroutines all the way") {
      app.use(coroutine(trace, "a")).use(coroutine(trace, "b"));
      addRoute(app, handler, "/x", {coroutine(trace, "c")});
    }
    SUBCASE("with a handler that waits") {
      app.use(hooks(trace, "a")).use(hooks(trace, "b"));
      addRoute(app,
               [&trace](Context& context) -> Task<Response> {
                 co_await suspend();
                 trace += "handler";
                 co_return context.text("ok");
               },
               "/x", {hooks(trace, "c")});
    }
    app.freeze();

    CHECK(test::get(app, "/x").body == "ok");
    CHECK(trace == "a>b>c>handler<c<b<a");
  }

  TEST_CASE("a middleware runs on the paths of its pattern only, however they are encoded") {
    std::string trace;
    HttpApp app;
    app.use("/admin/*", hooks(trace, "m"));
    addRoute(app, sayOk, "/admin/users");
    app.freeze();

    test::get(app, "/%61dmin/users");
    CHECK(trace == "m><m");
    test::get(app, "/admin");
    CHECK(trace == "m><mm><m");
    test::get(app, "/administrator");
    CHECK(trace == "m><mm><m");
  }

  TEST_CASE("a middleware that answers ends the chain") {
    std::string trace;
    HttpApp app;
    app.use(hooks(trace, "a"));
    SUBCASE("as a plain call") {
      app.use([](Context& context) {
        context.text("stop", 403);
        return true;
      });
    }
    SUBCASE("as a coroutine") {
      app.use([](Context& context, Next) -> Task<void> {
        context.text("stop", 403);
        co_return;
      });
    }
    app.use(hooks(trace, "b"));
    addRoute(app, sayOk);
    app.freeze();

    CHECK(test::get(app, "/").status == 403);
    CHECK(trace == "a><a");
  }

  TEST_CASE("a chain without an answer is an error") {
    HttpApp app;
    app.use([](Context&) { return true; });
    app.freeze();

    CHECK(test::get(app, "/").status == 500);
  }

  TEST_CASE("next can be called once") {
    HttpApp app;
    app.use([](Context&, Next next) -> Task<void> {
      co_await next();
      co_await next();
    });
    addRoute(app, sayOk);
    app.freeze();

    const Answer answer = test::get(app, "/");
    CHECK(answer.status == 500);
    CHECK(answer.body.find("next() called multiple times") != std::string::npos);
  }

  TEST_CASE("an error becomes the documented answer and keeps the headers that were set") {
    std::string trace;
    HttpApp app;
    app.use(hooks(trace, "a"));
    app.use([](Context& context) { context.header("X-A", "1"); });
    SUBCASE("of a handler") {
      addRoute(app, [](Context& context) {
        context.header("Content-Type", "text/csv").text("half");
        failWith("Taken");
      });
    }
    SUBCASE("of a coroutine") {
      addRoute(app, []() -> Task<> {
        co_await suspend();
        failWith("Taken");
      });
    }
    SUBCASE("of a middleware") {
      app.use([](Context&) { failWith("Taken"); });
      addRoute(app, sayOk);
    }
    SUBCASE("of a middleware that waits") {
      app.use([](Context&, Next next) -> Task<void> {
        co_await next();
        failWith("Taken");
      });
      addRoute(app, sayOk);
    }
    SUBCASE("of a hook on the way out") {
      app.use(MiddlewareHooks{.after = [](Context&) { failWith("Taken"); }});
      addRoute(app, sayOk);
    }
    app.freeze();
    const Answer answer = test::get(app, "/");

    CHECK(answer.status == 409);
    CHECK(answer.header("X-A") == "1");
    CHECK(answer.header("Content-Type") == "<none>");
    CHECK(answer.body == R"({"message":"Taken","messageCode":"orders.taken","statusCode":409,)"
                         R"("details":{"url":"http://api.test/","path":"/"}})");
    CHECK(trace == "a><a");
  }

  TEST_CASE("an error has become an answer when it comes to a middleware that waits") {
    unsigned seen = 0;
    HttpApp app;
    app.use([&seen](Context& context, Next next) -> Task<void> {
      co_await next();
      seen = context.exchange().response.status;
    });
    addRoute(app, [](Context&) { failWith("Taken"); });
    app.freeze();

    test::get(app, "/");
    CHECK(seen == 409);
  }

  TEST_CASE("an error handler that throws is answered with 500") {
    HttpApp app;
    app.onError([](Context&, const std::exception&) -> Response { throw 7; });
    addRoute(app, [](Context&) { failWith("Taken"); });
    app.freeze();
    const Answer answer = test::get(app, "/");

    CHECK(answer.status == 500);
    CHECK(answer.body == R"({"message":"Internal Server Error","statusCode":500})");
  }

  TEST_CASE("what is thrown and is no exception reaches the error handler all the same") {
    HttpApp app;
    app.onError([](Context& context, const std::exception& error) {
      return context.text(error.what(), 500);
    });
    addRoute(app, [](Context&) { throw 7; });
    app.freeze();

    CHECK(test::get(app, "/").body == "Unknown error");
  }

  TEST_CASE("the request's context is found everywhere below its handler") {
    bool isSame = true;
    const auto check = [&isSame](Context& context) {
      isSame = isSame && useRequestContext() == &context;
    };
    HttpApp app;
    app.use([check](Context& context) { check(context); });
    addRoute(app, [check](Context& context) -> Task<void> {
      check(context);
      co_await suspend();
      check(context);
    });
    app.freeze();

    CHECK(test::get(app, "/").status == 204);
    CHECK(isSame);
    CHECK(useRequestContext() == nullptr);
  }

  TEST_CASE("the context is found nowhere when that is switched off") {
    HttpApp app({.asyncContext = false});
    addRoute(app, [](Context&) -> Task<bool> {
      co_await suspend();
      co_return useRequestContext() != nullptr;
    });
    app.freeze();

    CHECK(test::get(app, "/").body == "false");
  }

  TEST_CASE("an exchange that is used again carries nothing over") {
    HttpApp app;
    addRoute(
        app,
        [](Context& context) {
          CHECK(context.get<int>("left") == nullptr);
          CHECK(context.requestId().empty());
          CHECK(context.req().params().size() == 1);
          context.set("left", 1);
          context.setRequestId("id");
          context.header("Content-Type", "text/csv");
          return context.text(context.req().query("q").value_or("none"));
        },
        "/{id}");
    app.freeze();
    EventLoop loop;
    const auto exchange = std::make_shared<test::FakeExchange>(loop);
    exchange->attachment = std::make_shared<int>(7);  // of another handler on the same server

    exchange->receive("GET /a?q=1 HTTP/1.1\r\nHost: a\r\n\r\n");
    app.handle(*exchange);
    CHECK(exchange->response.body == "1");
    exchange->receive("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    app.handle(*exchange);
    CHECK(exchange->response.body == "none");
  }
}
