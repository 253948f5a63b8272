#include "ignis/core/applications/base_application.hpp"

#include <doctest/doctest.h>

#include <boost/describe.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/di/binding_error.hpp"
#include "ignis/helpers/env/application_environment.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {
namespace {

using test::ApplicationThread;
using test::HttpClient;
using test::testConfigs;

using Steps = std::vector<std::string>;

struct Greeter {
  std::string greet(const std::string& name) const { return "Hello, " + name; }
};

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
  static constexpr auto controller = ignis::controller({.path = "/hello"});
  static constexpr auto inject = ignis::inject(serviceKey<Greeter>());

  explicit HelloController(std::shared_ptr<Greeter> greeter)
      : BaseController({.scope = "HelloController"}), greeter_(std::move(greeter)) {}

 protected:
  Task<void> binding() override {
    bindRoute({.path = "/{name}"}).to(&HelloController::hello, this);
    co_return;
  }

 private:
  Greeting hello(Params<HelloParams> params) { return {.message = greeter_->greet(params->name)}; }

  std::shared_ptr<Greeter> greeter_;
};

class HelloApplication : public BaseApplication {
 public:
  explicit HelloApplication(ApplicationConfigs config = testConfigs())
      : BaseApplication(std::move(config)) {}

 protected:
  Task<void> preConfigure() override {
    service<Greeter>();
    controller<HelloController>();
    co_return;
  }
};

ApplicationConfigs underApi() {
  ApplicationConfigs config = testConfigs();
  config.path.base = "/api";
  return config;
}

TEST_SUITE("core/BaseApplication") {
  TEST_CASE("a controller's routes are served below the base path") {
    ApplicationThread<HelloApplication> running(underApi());
    HttpClient client(running.port());

    const std::string answer = client.get("/api/hello/world");

    CHECK(answer.find("200 OK") != std::string::npos);
    CHECK(answer.find("X-Request-Id: ") != std::string::npos);
    CHECK(answer.ends_with(R"({"message":"Hello, world"})"));
    CHECK(client.get("/hello/world").find("404 Not Found") != std::string::npos);
    CHECK(client.request("POST", "/api/hello/world").find("405 Method Not Allowed") !=
          std::string::npos);
  }

  TEST_CASE("stop ends the application with exit code 0 and closes idle connections") {
    ApplicationThread<HelloApplication> running(underApi());
    HttpClient client(running.port());
    client.get("/api/hello/world");

    CHECK(running.stop() == 0);

    CHECK(client.isClosed());
    CHECK_THROWS(HttpClient(running.port()));
    CHECK_FALSE(running.app().isReady());
  }

  TEST_CASE("several loops serve the same routes") {
    ApplicationConfigs config = underApi();
    config.threads = 3;
    ApplicationThread<HelloApplication> running(config);

    for (int round = 0; round < 6; ++round) {
      HttpClient client(running.port());
      CHECK(client.get("/api/hello/world").find("200 OK") != std::string::npos);
    }
  }
}

struct Recorded {
  static constexpr BindingKey<Steps> STEPS{"test.steps"};
};

class FirstComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE, Recorded::STEPS);

  FirstComponent(BaseApplication& application, Steps& steps)
      : BaseComponent({.scope = "FirstComponent"}), application_(application), steps_(steps) {}

  Task<void> shutdown() override {
    steps_.push_back("shutdown first");
    co_return;
  }

 protected:
  Task<void> binding() override;

 private:
  BaseApplication& application_;
  Steps& steps_;
};

class LateDataSource : public IConfigurable {
 public:
  static constexpr auto inject = ignis::inject(Recorded::STEPS);
  explicit LateDataSource(Steps& steps) : steps_(steps) {}

  Task<void> configure() override {
    steps_.push_back("data source");
    co_return;
  }

 private:
  Steps& steps_;
};

class SecondComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(Recorded::STEPS);
  explicit SecondComponent(Steps& steps)
      : BaseComponent({.scope = "SecondComponent"}), steps_(steps) {}

  Task<void> shutdown() override {
    steps_.push_back("shutdown second");
    co_return;
  }

 protected:
  Task<void> binding() override {
    steps_.push_back("second component");
    co_return;
  }

 private:
  Steps& steps_;
};

Task<void> FirstComponent::binding() {
  steps_.push_back("first component");
  application_.component<SecondComponent>();
  application_.dataSource<LateDataSource>();
  application_.service<Greeter>();
  application_.controller<HelloController>();
  co_return;
}

class RecordingApplication : public BaseApplication {
 public:
  explicit RecordingApplication(ApplicationConfigs config = testConfigs())
      : BaseApplication(std::move(config)) {
    bind(Recorded::STEPS).toValue(Steps{});
    registerPostStartHook("one", [this] {
      note("hook one");
      CHECK(getServerInstance()->isListening());
    });
    registerPostStartHook("two", [this]() -> Task<void> {
      note("hook two");
      co_return;
    });
  }

  void note(std::string step) { get(Recorded::STEPS)->push_back(std::move(step)); }

 protected:
  void staticConfigure() override { note("staticConfigure"); }
  Task<void> preConfigure() override {
    note("preConfigure");
    component<FirstComponent>();
    co_return;
  }
  Task<void> postConfigure() override {
    note("postConfigure");
    CHECK(getServerInstance() == nullptr);
    co_return;
  }
  Task<void> setupMiddlewares() override {
    note("setupMiddlewares");
    co_return;
  }
};

struct Unbound {};
struct Broken {
  static constexpr auto inject = ignis::inject(serviceKey<Unbound>());
  explicit Broken(std::shared_ptr<Unbound>) {}
};

TEST_SUITE("core/lifecycle") {
  TEST_CASE("the steps of start and stop have one order, with what components bind in between") {
    ApplicationThread<RecordingApplication> running;
    const auto steps = running.app().get(Recorded::STEPS);

    running.stop();

    CHECK(*steps == Steps{"staticConfigure", "preConfigure", "first component", "data source",
                          "second component", "postConfigure", "setupMiddlewares", "hook one",
                          "hook two", "shutdown second", "shutdown first"});
  }

  TEST_CASE("a hook that throws fails start, and everything is released") {
    class FailingApplication : public RecordingApplication {
     public:
      FailingApplication() {
        registerPostStartHook("three", [] { throw std::runtime_error("no luck"); });
      }
    } app;

    CHECK_THROWS_WITH(app.run(), "no luck");

    CHECK(app.getServerInstance() == nullptr);
    CHECK(app.get(Recorded::STEPS)->back() == "shutdown first");
  }

  TEST_CASE("a port in use is one line that names it and the cure") {
    ApplicationThread<HelloApplication> running;
    ApplicationConfigs config = testConfigs();
    config.port = running.port();
    HelloApplication second(config);

    const std::string expected =
        "[listen] Cannot listen | host: 127.0.0.1 | port: " + std::to_string(running.port()) +
        " | error: Address already in use | cure: ";
    CHECK_THROWS_WITH_AS(second.run(), doctest::Contains(expected.c_str()), ApplicationError);
  }

  TEST_CASE("a failed start leaves nothing behind that keeps the next one from starting") {
    auto running = std::make_unique<ApplicationThread<HelloApplication>>();
    ApplicationConfigs config = testConfigs();
    config.port = running->port();
    {
      HelloApplication second(config);
      CHECK_THROWS(second.run());
    }
    running.reset();

    ApplicationThread<HelloApplication> third(config);

    CHECK(third.port() == *config.port);
  }

  TEST_CASE("every problem of the graph is reported before the server listens") {
    class BrokenApplication : public BaseApplication {
     public:
      BrokenApplication() : BaseApplication(testConfigs()) {}
      Task<void> preConfigure() override {
        service<Broken>();
        controller<HelloController>();
        co_return;
      }
    } app;

    CHECK_THROWS_WITH_AS(app.run(), doctest::Contains("services.Unbound"), BindingError);
    CHECK_THROWS_WITH_AS(BrokenApplication().run(), doctest::Contains("services.Greeter"),
                         BindingError);
    CHECK(app.getServerInstance() == nullptr);
  }

  TEST_CASE("a controller without a path is named") {
    class PathlessController : public BaseController {
     public:
      PathlessController() : BaseController({.scope = "PathlessController"}) {}
      Task<void> binding() override { co_return; }
    };
    class App : public BaseApplication {
     public:
      App() : BaseApplication(testConfigs()) {}
      Task<void> preConfigure() override {
        controller<PathlessController>();
        co_return;
      }
    } app;

    CHECK_THROWS_WITH_AS(
        app.run(),
        doctest::Contains("[registerControllers] key: 'controllers.PathlessController' | Invalid "
                          "controller metadata, 'path' is required for controller metadata"),
        ApplicationError);
  }
}

TEST_SUITE("core/AbstractApplication") {
  TEST_CASE("an application runs once") {
    HelloApplication app;
    app.registerPostStartHook("stop", [&app] { app.requestStop(); });
    CHECK(app.run() == 0);

    CHECK_THROWS_WITH_AS(app.run(), doctest::Contains("[run] An application runs once"),
                         ApplicationError);
  }
}

TEST_SUITE("core/configuration") {
  TEST_CASE("what the program leaves open comes from the environment, then from the defaults") {
    {
      const test::ScopedVariable host("HOST", "0.0.0.0");
      const test::ScopedVariable port("PORT", "4000");
      const HelloApplication app(ApplicationConfigs{});
      CHECK(app.getServerAddress() == "0.0.0.0:4000");
    }
    const test::ScopedVariable port("PORT", "4000");
    const test::ScopedVariable appPort("APP_ENV_SERVER_PORT", "5000");
    CHECK(HelloApplication(ApplicationConfigs{}).getServerPort() == 5000);
    CHECK(HelloApplication(ApplicationConfigs{.port = std::uint16_t{6000}}).getServerPort() ==
          6000);
  }

  TEST_CASE("a variable of the application that is empty is named with the cure") {
    applicationEnvironment().set("APP_ENV_TEST_EMPTY", "");
    HelloApplication app;
    CHECK_THROWS_WITH_AS(
        app.run(),
        doctest::Contains("[validateEnvs] Invalid Application Environment! Key: APP_ENV_TEST_EMPTY "
                          "| Value:  | cure: "),
        ApplicationError);

    const test::ScopedVariable allow("ALLOW_EMPTY_ENV_VALUE", "true");
    CHECK_NOTHROW(ApplicationThread<HelloApplication>().stop());
    applicationEnvironment().set("APP_ENV_TEST_EMPTY", "set");
  }

  TEST_CASE("an invalid variable is named with its value") {
    for (const char* value : {"abc", "-1", "65536", "80x", "0x50", " 80"}) {
      CAPTURE(value);
      const test::ScopedVariable port("PORT", value);
      CHECK_THROWS_WITH_AS(HelloApplication(ApplicationConfigs{}),
                           doctest::Contains("key: PORT | value: "), ApplicationError);
    }
  }
}

}  // namespace
}  // namespace ignis
