#include "ignis/components/health_check/component.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ignis/core/applications/base_application.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"

namespace ignis {
namespace {

using Configure = std::function<void(BaseApplication&)>;

class HealthApplication : public BaseApplication {
 public:
  explicit HealthApplication(Configure configure)
      : BaseApplication(test::testConfigs()), configure_(std::move(configure)) {}

  Task<void> preConfigure() override {
    configure_(*this);
    component<HealthCheckComponent>();
    co_return;
  }

 private:
  Configure configure_;
};

class AilingComponent : public BaseComponent {
 public:
  AilingComponent() : BaseComponent({.scope = "AilingComponent"}) {}

  std::vector<std::string> problems() const override { return {"The mill is out of grain"}; }

 protected:
  Task<void> binding() override { co_return; }
};

using RunningApplication = test::ApplicationThread<HealthApplication>;

std::string bodyOf(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

std::string post(std::uint16_t port, std::string_view path, std::string_view body) {
  test::HttpClient http(port);
  http.send("POST " + std::string(path) +
            " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  return http.receive();
}

TEST_SUITE("components/health_check/HealthCheckComponent") {
  TEST_CASE("an application that lacks nothing is ok") {
    const Configure nothing = [](BaseApplication&) {};
    RunningApplication application(nothing);
    test::HttpClient http(application.port());

    CHECK(bodyOf(http.get("/health")) == R"({"status":"ok"})");
  }

  TEST_CASE("a component with a problem makes the application degraded, and it serves on") {
    const Configure configure = [](BaseApplication& app) { app.component<AilingComponent>(); };
    RunningApplication application(configure);
    test::HttpClient http(application.port());

    const std::string answer = http.get("/health");

    CHECK(answer.starts_with("HTTP/1.1 200 "));
    CHECK(bodyOf(answer) == R"({"status":"degraded","problems":["The mill is out of grain"]})");
  }

  TEST_CASE("the path is an option") {
    const Configure configure = [](BaseApplication& app) {
      app.bind(HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS)
          .toValue(HealthCheckOptions{.restOptions = {.path = "/health-check"}});
    };
    RunningApplication application(configure);
    test::HttpClient http(application.port());

    CHECK(http.get("/health-check").starts_with("HTTP/1.1 200 "));
    CHECK(http.get("/health").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("a ping is answered with its message") {
    const Configure nothing = [](BaseApplication&) {};
    RunningApplication application(nothing);

    const std::string answer =
        bodyOf(post(application.port(), "/health/ping", R"({"message":"hi"})"));

    CHECK(answer.starts_with(R"({"type":"PONG","date":"20)"));
    CHECK(answer.ends_with(R"(Z","message":"hi"})"));
  }

  TEST_CASE("a ping without a message, or with one that is too long, is invalid") {
    const Configure nothing = [](BaseApplication&) {};
    RunningApplication application(nothing);

    for (const std::string& message : {std::string(), std::string(256, 'x')}) {
      CAPTURE(message);
      CHECK(post(application.port(), "/health/ping", R"({"message":")" + message + R"("})")
                .starts_with("HTTP/1.1 422 "));
    }
  }
}

}  // namespace
}  // namespace ignis
