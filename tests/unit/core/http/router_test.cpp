#include "ignis/core/http/router.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

using namespace ignis;

namespace {

struct Node {
  std::string name;
  std::vector<Node> children;
};
BOOST_DESCRIBE_STRUCT(Node, (), (name, children))

struct Page {
  int limit = 10;
};
BOOST_DESCRIBE_STRUCT(Page, (), (limit))

struct View {
  std::string_view text;
};
BOOST_DESCRIBE_STRUCT(View, (), (text))

void answerNothing(Context&) {}

}  // namespace

TEST_SUITE("core/http/Router") {
  TEST_CASE("mounting copies the routes of that moment below the prefix") {
    Router users;
    users.add(HttpMethod::GET, "/", answerNothing);
    users.add(HttpMethod::GET, "/:id", answerNothing);
    Router root;

    root.route("users", users);
    users.add(HttpMethod::GET, "/late", answerNothing);

    REQUIRE(root.routes().size() == 2);
    CHECK(root.routes()[0].path() == "/users");
    CHECK(root.routes()[1].path() == "/users/{id}");
  }

  TEST_CASE("the listing has one line for each method and path") {
    Router router;
    router.add(HttpMethod::GET, "/a", answerNothing);
    router.add(HttpMethod::DELETE, "/a/{id}", answerNothing);
    router.add(HttpMethod::GET, "/a", answerNothing);

    CHECK(router.inspect() == std::vector<std::string>{"GET     /a", "DELETE  /a/{id}"});
  }

  TEST_CASE("a route knows the types of its parts and of its answer") {
    Router router;
    router.add(HttpMethod::POST, "/a",
               [](Query<Page>, Context&, const Body<Node>& body) { return *body; });
    router.add(HttpMethod::POST, "/b",
               [](Body<std::string>) -> Task<std::vector<Page>> { co_return std::vector<Page>(); });
    router.add(HttpMethod::GET, "/c", [] { return View{.text = "only ever written"}; });
    router.add(HttpMethod::GET, "/d", [] {});

    const RouteSchema& a = router.routes()[0].definition->handler.schema();
    CHECK(a.query == &jsonTypeOf<Page>());
    CHECK(a.body == &jsonTypeOf<Node>());
    CHECK(a.response == &jsonTypeOf<Node>());
    CHECK(a.params == nullptr);
    const RouteSchema& b = router.routes()[1].definition->handler.schema();
    CHECK(b.isBodyRaw);
    CHECK(b.response == &jsonTypeOf<std::vector<Page>>());
    CHECK(router.routes()[2].definition->handler.schema().response == nullptr);
    CHECK(router.routes()[3].definition->handler.schema().isResponseEmpty);
  }
}
