#include "ignis/core/middlewares/request_id.hpp"

#include "test_app.hpp"

#include <doctest/doctest.h>

using namespace ignis;
using test::TestApp;

TEST_SUITE("core/middlewares/requestId") {
  TEST_CASE("a request without an id gets a new one") {
    const TestApp app({requestId()});
    const std::string first = test::get(app, "/").header("X-Request-Id");

    CHECK(first.size() == 36);
    CHECK(first[14] == '4');
    CHECK(test::get(app, "/").header("X-Request-Id") != first);
  }

  TEST_CASE("a usable id is kept, any other is replaced") {
    const TestApp app({requestId()});
    const auto idFor = [&app](std::string id) {
      return test::get(app, "/", {"x-request-id: " + id}).header("X-Request-Id");
    };

    CHECK(idFor("abc_DEF-1=") == "abc_DEF-1=");
    CHECK(idFor(std::string(255, 'a')) == std::string(255, 'a'));
    CHECK(idFor(std::string(256, 'a')).size() == 36);
    CHECK(idFor("a b").size() == 36);
    CHECK(idFor("<script>").size() == 36);
  }

  TEST_CASE("the id is in the answers to errors") {
    const TestApp app({requestId()});

    CHECK(test::get(app, "/none", {"x-request-id: r1"}).body ==
          R"({"message":"URL NOT FOUND","statusCode":404,"requestId":"r1",)"
          R"("path":"/none","url":"http://api.test/none"})");
  }
}
