#include "ignis/core/controllers/base_controller.hpp"

#include "http/fake_exchange.hpp"
#include "ignis/di/application_error.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

using namespace ignis;

namespace {

struct HelloParams {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(HelloParams, (), (name))

struct Greeting {
  std::string message;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (message))

class HelloController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/hello", .tags = {"greetings"}});

  HelloController() : BaseController({.scope = "HelloController"}) {}

  Greeting hello(Params<HelloParams> params) { return {.message = "Hello, " + params->name}; }

 protected:
  Task<void> binding() override {
    bindRoute({.path = "/{name}"}).to(&HelloController::hello, this);
    bindRoute({.method = HttpMethod::POST, .path = "/"}).to([](Context& context) {
      return context.text("created", 201);
    });
    defineRoute({.path = "/", .tags = {"root"}},
                []() -> Task<Greeting> { co_return Greeting{.message = "Hello"}; });
    co_return;
  }
};

class PlainController : public BaseController {
 public:
  explicit PlainController(std::string path)
      : BaseController({.scope = "PlainController", .path = std::move(path)}) {}

 protected:
  Task<void> binding() override { co_return; }
};

void configure(AbstractController& controller) {
  EventLoop loop;
  loop.spawn("configure", [&]() -> Task<void> {
    co_await controller.configure();
    loop.stop();
  });
  loop.run();
}

}  // namespace

TEST_SUITE("core/controllers/BaseController") {
  TEST_CASE("its routes are served below its path") {
    const test::LogCapture log;
    HelloController hello;
    hello.setMetadata(controllerMetadataOf<HelloController>());
    configure(hello);
    Router root;
    root.route(hello.path(), hello.getRouter());
    HttpApp app;
    app.route("/api", root);
    app.freeze();

    CHECK(test::get(app, "/api/hello/Ada").body == R"({"message":"Hello, Ada"})");
    CHECK(test::get(app, "/api/hello").body == R"({"message":"Hello"})");
    CHECK(test::send(app, {.method = "POST", .target = "/api/hello"}).status == 201);
    CHECK(log.text().find("START | Binding controller | path: /hello") != std::string::npos);
    CHECK(log.text().find("DONE | Binding controller | Took: ") != std::string::npos);
  }

  TEST_CASE("its definitions are listed in order, tagged with its scope") {
    const test::LogCapture log;
    HelloController hello;
    hello.setMetadata(controllerMetadataOf<HelloController>());
    configure(hello);

    REQUIRE(hello.definitions().size() == 3);
    CHECK(hello.definitions()[0]->config.path == "/{name}");
    CHECK(hello.definitions()[2]->config.tags ==
          std::vector<std::string>{"root", "HelloController"});
    CHECK(hello.definitions()[0]->handler.schema().response == &jsonTypeOf<Greeting>());
  }

  TEST_CASE("the path of the metadata has priority over the one of the options") {
    PlainController plain("/options");
    CHECK(plain.path() == "/options");
    plain.setMetadata({.path = "/metadata"});
    CHECK(plain.path() == "/metadata");
    CHECK(controllerMetadataOf<PlainController>().path.empty());
  }

  TEST_CASE("a controller without a path is refused") {
    const PlainController plain("");

    CHECK_THROWS_WITH_AS(plain.path(),
                         "[PlainController] Controller path is required. Provide path via the "
                         "static member 'controller' or constructor options.",
                         ApplicationError);
  }

  TEST_CASE("a route exists once it has a handler") {
    class Unfinished : public PlainController {
     public:
      Unfinished() : PlainController("/x") { static_cast<void>(bindRoute({.path = "/forgotten"})); }
    } controller;

    CHECK(controller.getRouter().routes().empty());
  }
}
