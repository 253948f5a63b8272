#include "ignis/core/middlewares/app_error_handler.hpp"

#include "ignis/core/middlewares/not_found_handler.hpp"
#include "ignis/di/application_error.hpp"
#include "test_app.hpp"

#include <doctest/doctest.h>

#include <functional>

#include <boost/describe/class.hpp>

using namespace ignis;
using test::Answer;
using test::NodeEnv;

namespace {

struct IdQuery {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(IdQuery, (), (id))

Answer answerTo(const std::function<void()>& fail, AppErrorHandlerOptions options = {}) {
  Router router;
  router.add(HttpMethod::GET, "/", [fail](Context&) { fail(); });
  router.add(HttpMethod::GET, "/validated", [](Query<IdQuery>) {});
  HttpApp app;
  app.onError(appErrorHandler(std::move(options))).route("/", router).freeze();
  return test::get(app, fail ? "/" : "/validated");
}

void failWithDetails() {
  throw getError({.message = "No", .statusCode = 400, .details = R"({"field":"name"})"});
}

constexpr const char* DETAILS = R"("details":{"url":"http://api.test/","path":"/")";

}  // namespace

TEST_SUITE("core/middlewares/appErrorHandler") {
  TEST_CASE("the details of an error are its cause, but not in production") {
    CHECK(answerTo(failWithDetails).body == std::string(R"({"message":"No","statusCode":400,)") +
                                                DETAILS + R"(,"cause":{"field":"name"}}})");

    const NodeEnv env("Production");
    CHECK(answerTo(failWithDetails).body ==
          std::string(R"({"message":"No","statusCode":400,)") + DETAILS + "}}");
  }

  TEST_CASE("details that are no JSON stay out of the answer") {
    CHECK(answerTo([] { throw getError({.message = "No", .details = "{oops"}); }).body ==
          std::string(R"({"message":"No","statusCode":400,)") + DETAILS + "}}");
  }

  TEST_CASE("the message of an unknown exception is hidden in production") {
    const auto fail = [] { throw std::runtime_error("db at 10.0.0.1 refused"); };
    CHECK(answerTo(fail).body.starts_with(
        R"({"message":"db at 10.0.0.1 refused","statusCode":500,)"));

    const NodeEnv env("production");
    CHECK(
        answerTo(fail).body.starts_with(R"({"message":"Internal Server Error","statusCode":500,)"));
  }

  TEST_CASE("validation issues are shown in production too") {
    const NodeEnv env("production");

    CHECK(answerTo({}).body.find(R"("cause":[{"path":"id",)") != std::string::npos);
  }

  TEST_CASE("a status that is none of an error becomes 500") {
    for (const int status : {0, 200, 399, 600}) {
      CAPTURE(status);
      CHECK(answerTo([status] {
              throw getError({.message = "No", .statusCode = status});
            }).status == 500);
    }
  }

  TEST_CASE("a root key wraps every kind of error") {
    CHECK(answerTo(failWithDetails, {.rootKey = "error"})
              .body.starts_with(R"({"error":{"message":)"));
    CHECK(answerTo({}, {.rootKey = "error"}).body.starts_with(R"({"error":{"message":)"));

    HttpApp app;
    app.notFound(notFoundHandler({.rootKey = "error"})).freeze();
    CHECK(test::get(app, "/x").body == R"({"error":{"message":"URL NOT FOUND","statusCode":404,)"
                                       R"("path":"/x","url":"http://api.test/x"}})");
  }

  TEST_CASE("every error is logged") {
    const test::LogCapture log;
    answerTo(failWithDetails);

    CHECK(log.text().find(
              "[onError][] REQUEST ERROR | path: / | url: http://api.test/ | Error: No") !=
          std::string::npos);
  }
}
