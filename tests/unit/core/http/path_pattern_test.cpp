#include "ignis/core/http/path_pattern.hpp"

#include "ignis/di/application_error.hpp"

#include <doctest/doctest.h>

using namespace ignis;

TEST_SUITE("core/http/PathPattern") {
  TEST_CASE("both parameter forms mean the same") {
    CHECK(PathPattern("/users/:id").text() == "/users/{id}");
    CHECK(PathPattern("users/{id}").text() == "/users/{id}");
    CHECK(PathPattern("/users/:id").parameterNames() == std::vector<std::string>{"id"});
  }

  TEST_CASE("a parameter takes one segment that is not empty") {
    const PathPattern pattern("/users/{id}");

    CHECK(pattern.matches("/users/7"));
    CHECK(!pattern.matches("/users/"));
    CHECK(!pattern.matches("/users"));
    CHECK(!pattern.matches("/users/7/posts"));
  }

  TEST_CASE("a wildcard takes the rest of the path, also when there is none") {
    const PathPattern pattern("/files/*");

    CHECK(pattern.matches("/files/a/b"));
    CHECK(pattern.matches("/files/"));
    CHECK(pattern.matches("/files"));
    CHECK(!pattern.matches("/filesystem"));
    CHECK(PathPattern("*").matches("/anything"));
  }

  TEST_CASE("a path that is no pattern is refused") {
    for (const std::string_view path :
         {"/a/{id}.json", "/{}", "/:", "/*/a", "/{a}/{a}", "/a?b", "/{a b}", "/%20"}) {
      CAPTURE(path);
      CHECK_THROWS_WITH_AS(PathPattern{path}, doctest::Contains("[PathPattern] Invalid path"),
                           ApplicationError);
    }
  }
}
