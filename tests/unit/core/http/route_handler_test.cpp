#include "ignis/core/http/route_handler.hpp"

#include "fake_exchange.hpp"
#include "ignis/core/http/http_app.hpp"

#include <doctest/doctest.h>

#include <map>

#include <boost/describe/class.hpp>

using namespace ignis;
using test::Answer;

namespace {

struct IdParams {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(IdParams, (), (id))

struct ListQuery {
  int limit = 10;
  std::vector<std::string> tag;
  static constexpr std::array<std::string_view, 2> optionalMembers{"limit", "tag"};
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, tag))

struct Tracking {
  std::string x_request_channel;
};
BOOST_DESCRIBE_STRUCT(Tracking, (), (x_request_channel))

struct Session {
  std::string session;
};
BOOST_DESCRIBE_STRUCT(Session, (), (session))

struct NewOrder {
  std::string item;
  int amount = 1;
};
BOOST_DESCRIBE_STRUCT(NewOrder, (), (item, amount))

struct Order {
  int id = 0;
  std::string item;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, item))

template <class F>
HttpApp& withRoute(HttpApp& app, HttpMethod method, std::string_view path, F handler) {
  Router router;
  router.add(method, path, std::move(handler));
  app.route("/", router);
  app.freeze();
  return app;
}

template <class F>
Answer getWith(F handler, std::string target = "/1", std::vector<std::string> headers = {}) {
  HttpApp app;
  withRoute(app, HttpMethod::GET, "/{id}", std::move(handler));
  return test::get(app, std::move(target), std::move(headers));
}

template <class F>
Answer postWith(F handler, std::string contentType, std::string body) {
  HttpApp app;
  withRoute(app, HttpMethod::POST, "/", std::move(handler));
  std::vector<std::string> headers;
  if (!contentType.empty()) {
    headers.push_back("Content-Type: " + contentType);
  }
  return test::send(app,
                    {.method = "POST", .headers = std::move(headers), .body = std::move(body)});
}

std::string orderText(const Body<NewOrder>& body) {
  return body->item + " x " + std::to_string(body->amount);
}

}  // namespace

TEST_SUITE("core/http/RouteHandler") {
  TEST_CASE("a result becomes the answer") {
    SUBCASE("a described struct") {
      const Answer answer =
          getWith([](Params<IdParams> params) { return Order{.id = params->id, .item = "tea"}; });
      CHECK(answer.status == 200);
      CHECK(answer.contentType == "application/json");
      CHECK(answer.body == R"({"id":1,"item":"tea"})");
    }
    SUBCASE("a list") {
      CHECK(getWith([] { return std::vector<Order>{{.id = 1, .item = "a"}}; }).body ==
            R"([{"id":1,"item":"a"}])");
    }
    SUBCASE("a JSON value") {
      CHECK(getWith([] { return Json::object({{"ok", true}}); }).body == R"({"ok":true})");
    }
    SUBCASE("text, which is a JSON string") {
      CHECK(getWith([] { return std::string("hi"); }).body == R"("hi")");
    }
    SUBCASE("nothing") {
      CHECK(getWith([] {}).status == 204);
    }
    SUBCASE("a response") {
      CHECK(getWith([](Context& context) { return context.text("hi", 202); }).status == 202);
    }
  }

  TEST_CASE("a coroutine's result becomes the answer") {
    SUBCASE("a described struct") {
      CHECK(getWith([](Params<IdParams> params) -> Task<Order> {
              co_return Order{.id = params->id, .item = "tea"};
            }).body == R"({"id":1,"item":"tea"})");
    }
    SUBCASE("nothing") {
      CHECK(getWith([]() -> Task<> { co_return; }).status == 204);
    }
    SUBCASE("a response") {
      CHECK(getWith([](Context& context) -> Task<Response> {
              co_return context.text("hi");
            }).body == "hi");
    }
  }

  TEST_CASE("parts come in any order, by value or by reference") {
    const Answer answer = getWith(
        [](const Headers<Tracking>& headers, Query<ListQuery> query, Context& context,
           const Params<IdParams>& params, Cookies<Session> cookies) {
          std::string text = std::to_string(params->id) + ' ' + std::to_string(query->limit) + ' ' +
                             headers->x_request_channel + ' ' + cookies->session;
          for (const std::string& tag : query->tag) {
            text += ' ' + tag;
          }
          return context.text(text);
        },
        "/7?limit=3&tag=a&tag=b", {"X-Request-Channel: web", "Cookie: session=s1"});

    CHECK(answer.body == "7 3 web s1 a b");
  }

  TEST_CASE("a part that does not fit is answered with 422 and every issue of it") {
    const Answer answer = getWith([](Params<IdParams>, Query<ListQuery>) {}, "/x?limit=many");

    CHECK(answer.status == 422);
    CHECK(answer.body ==
          R"({"message":"ValidationError","statusCode":422,)"
          R"("details":{"url":"http://api.test/x?limit=many","path":"/x",)"
          R"("cause":[{"path":"limit","message":"Invalid input: expected number, received string",)"
          R"("code":"invalid_type","expected":"number"}]}})");
  }

  TEST_CASE("a coroutine's parts are validated too") {
    CHECK(getWith([](Params<IdParams>) -> Task<> { co_return; }, "/x").status == 422);
  }

  TEST_CASE("a part is validated on demand") {
    CHECK(getWith([](Context& context) { return context.valid<Params<IdParams>>()->id; }, "/5")
              .body == "5");
  }

  TEST_CASE("a body is JSON or a form") {
    const std::string json = R"({"item":"tea","amount":2})";
    const std::string expected = R"("tea x 2")";

    CHECK(postWith(orderText, "application/json; charset=utf-8", json).body == expected);
    CHECK(postWith(orderText, "application/vnd.shop+JSON", json).body == expected);
    CHECK(postWith(orderText, "", json).body == expected);
    CHECK(postWith(orderText, "application/x-www-form-urlencoded", "item=tea&amount=2").body ==
          expected);
    CHECK(postWith([](Body<std::optional<NewOrder>> body) { return (*body)->item; },
                   "application/x-www-form-urlencoded", "item=tea&amount=2")
              .body == R"("tea")");
  }

  TEST_CASE("a body of another type is refused") {
    CHECK(postWith(orderText, "text/plain", "tea").status == 415);
    CHECK(postWith(orderText, "application/jsonp", "{}").status == 415);
    CHECK(postWith([](Body<Json>) {}, "application/x-www-form-urlencoded", "a=1").status == 415);
  }

  TEST_CASE("a declared body is required unless it is optional") {
    const Answer answer = postWith(orderText, "application/json", "");
    CHECK(answer.status == 422);
    CHECK(answer.body.find(R"("cause":[{"path":"root","message":"Invalid input: expected object, )"
                           R"(received undefined","code":"invalid_type","expected":"object"}])") !=
          std::string::npos);

    const auto isGiven = [](Body<std::optional<NewOrder>> body) { return body->has_value(); };
    CHECK(postWith(isGiven, "", "").body == "false");
    CHECK(postWith(isGiven, "", R"({"item":"tea","amount":2})").body == "true");
  }

  TEST_CASE("a malformed body is a bad request that says where") {
    const Answer answer = postWith(orderText, "application/json", R"({"item":)");

    CHECK(answer.status == 400);
    CHECK(answer.body.starts_with(R"({"message":"Malformed Body Payload","statusCode":400,)"));
    CHECK(answer.body.find(R"("offset":8)") != std::string::npos);
  }

  TEST_CASE("a raw body is taken as it came") {
    const auto echo = [](Body<std::string> body) { return *body; };

    CHECK(postWith(echo, "text/plain", "a b").body == R"("a b")");
    CHECK(postWith(echo, "application/json", "{").body == R"("{")");
    CHECK(postWith(echo, "", "").body == R"("")");
  }

  TEST_CASE("free functions and member functions are handlers") {
    struct Greeter {
      std::string greeting;
      std::string greet(Params<IdParams> params) const {
        return greeting + std::to_string(params->id);
      }
    } greeter{.greeting = "hi "};

    CHECK(getWith(RouteHandler(&Greeter::greet, &greeter)).body == R"("hi 1")");
    CHECK(postWith(&orderText, "", R"({"item":"tea","amount":2})").body == R"("tea x 2")");
  }
}
