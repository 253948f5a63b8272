#include "ignis/core/http/route_matcher.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

using namespace ignis;

namespace {

struct IdParams {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(IdParams, (), (id))

void answerNothing(Context&) {}

Router routerOf(const std::vector<std::pair<HttpMethod, std::string>>& routes) {
  Router router;
  for (const auto& [method, path] : routes) {
    router.add(method, path, answerNothing);
  }
  return router;
}

/// The path of the route that is found, and its parameters; `none`, or the bits of allowed methods.
std::string find(const RouteMatcher& matcher, HttpMethod method, std::string_view path) {
  RouteMatch match;
  matcher.match(method, path, match);
  if (match.route == nullptr) {
    return match.allowedMethods == 0 ? "none" : "allowed " + std::to_string(match.allowedMethods);
  }
  std::string result = match.route->path();
  const auto& names = match.route->pattern.parameterNames();
  for (std::size_t i = 0; i < names.size(); ++i) {
    result.append(" ").append(names[i]).append("=").append(match.values[i]);
  }
  return result;
}

constexpr HttpMethod GET = HttpMethod::GET;
constexpr HttpMethod POST = HttpMethod::POST;

}  // namespace

TEST_SUITE("core/http/RouteMatcher") {
  TEST_CASE("parameters are found in order") {
    const Router router = routerOf({{GET, "/users/{id}/posts/:post"}, {GET, "/users"}});
    const RouteMatcher matcher(router.routes(), true);

    CHECK(find(matcher, GET, "/users") == "/users");
    CHECK(find(matcher, GET, "/users/7/posts/x") == "/users/{id}/posts/{post} id=7 post=x");
    CHECK(find(matcher, GET, "/users/7/posts") == "none");
    CHECK(find(matcher, GET, "/users/7/posts/") == "none");
    CHECK(find(matcher, GET, "//users") == "none");
  }

  TEST_CASE("the route that was registered first wins") {
    SUBCASE("a literal before a parameter") {
      const Router router = routerOf({{GET, "/users/count"}, {GET, "/users/{id}"}});
      const RouteMatcher matcher(router.routes(), true);

      CHECK(find(matcher, GET, "/users/count") == "/users/count");
      CHECK(find(matcher, GET, "/users/7") == "/users/{id} id=7");
    }
    SUBCASE("a parameter before a literal") {
      const Router router = routerOf({{GET, "/users/{id}"}, {GET, "/users/count"}});
      const RouteMatcher matcher(router.routes(), true);

      CHECK(find(matcher, GET, "/users/count") == "/users/{id} id=count");
    }
    SUBCASE("a wildcard before everything") {
      const Router router = routerOf({{GET, "/a/*"}, {GET, "/a/b"}, {GET, "/a/{x}/c"}});
      const RouteMatcher matcher(router.routes(), true);

      CHECK(find(matcher, GET, "/a/b") == "/a/* *=b");
      CHECK(find(matcher, GET, "/a/b/c") == "/a/* *=b/c");
      CHECK(find(matcher, GET, "/a") == "/a/* *=");
    }
    SUBCASE("among the routes of the method") {
      const Router router = routerOf({{POST, "/{any}"}, {GET, "/users"}, {GET, "/users"}});
      const RouteMatcher matcher(router.routes(), true);

      CHECK(find(matcher, GET, "/users") == "/users");
      CHECK(find(matcher, POST, "/users") == "/{any} any=users");
    }
  }

  TEST_CASE("a path with other methods says which") {
    const Router router = routerOf({{POST, "/users"}, {HttpMethod::PUT, "/{any}"}});
    const RouteMatcher matcher(router.routes(), true);
    const std::string expected =
        "allowed " +
        std::to_string(1 << static_cast<int>(POST) | 1 << static_cast<int>(HttpMethod::PUT));

    CHECK(find(matcher, GET, "/users") == expected);
    CHECK(find(matcher, HttpMethod::OTHER, "/users") == expected);
    CHECK(find(matcher, GET, "/users/7") == "none");
  }

  TEST_CASE("HEAD takes a route of its own, else the one of GET") {
    const Router router = routerOf({{GET, "/a"}, {GET, "/b"}, {HttpMethod::HEAD, "/b"}});
    const RouteMatcher matcher(router.routes(), true);
    RouteMatch match;

    matcher.match(HttpMethod::HEAD, "/a", match);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->method() == GET);
    matcher.match(HttpMethod::HEAD, "/b", match);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->method() == HttpMethod::HEAD);
  }

  TEST_CASE("a trailing slash makes another path only when strict") {
    const Router router = routerOf({{GET, "/a/"}, {GET, "/{x}/b/"}, {GET, "/"}});
    const RouteMatcher strict(router.routes(), true);
    const RouteMatcher lax(router.routes(), false);

    CHECK(find(strict, GET, "/a") == "none");
    CHECK(find(strict, GET, "/a/") == "/a/");
    CHECK(find(lax, GET, "/a") == "/a/");
    CHECK(find(lax, GET, "/1/b") == "/{x}/b/ x=1");
    CHECK(find(lax, GET, "/") == "/");
  }

  TEST_CASE("a handler's parameter that the path lacks is found when the routes are built") {
    Router router;
    router.add(GET, "/orders/{order}", [](Params<IdParams> params) { return params->id; });

    CHECK_THROWS_WITH(RouteMatcher(router.routes(), true),
                      doctest::Contains("path: /orders/{order} | parameter: id"));
  }
}
