#include "ignis/core/middlewares/body_limit.hpp"

#include "test_app.hpp"

#include <doctest/doctest.h>

using namespace ignis;
using test::TestApp;

TEST_SUITE("core/middlewares/bodyLimit") {
  TEST_CASE("a larger body is refused") {
    const TestApp app({bodyLimit({.maxSize = 4})});

    CHECK(test::postJson(app, "/", "1234").body == "ok");
    CHECK(test::get(app, "/").body == "ok");
    const test::Answer answer = test::postJson(app, "/", "12345");
    CHECK(answer.status == 413);
    CHECK(answer.body.starts_with(R"({"message":"Payload Too Large","statusCode":413,)"));
  }

  TEST_CASE("the answer can be one's own") {
    const TestApp app({bodyLimit({.maxSize = 4, .onError = [](Context& context) {
                                    return context.json(Json::object(), 413);
                                  }})});

    CHECK(test::postJson(app, "/", "12345").body == "{}");
  }
}
