#include <doctest/doctest.h>

#include <filesystem>
#include <iterator>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/core/http/context.hpp"
#include "support/application_thread.hpp"

namespace ignis {
namespace {

class PingController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/ping"});

  PingController() : BaseController({.scope = "PingController"}) {}

 protected:
  Task<void> binding() override {
    bindRoute({.path = "/"}).to([](Context& context) { return context.text("pong"); });
    co_return;
  }
};

class PingApplication : public BaseApplication {
 public:
  explicit PingApplication(ApplicationConfigs config) : BaseApplication(std::move(config)) {
    registerPostStartHook("stop", [this] { requestStop(); });
  }

 protected:
  Task<void> preConfigure() override {
    controller<PingController>();
    co_return;
  }
};

std::ptrdiff_t countEntries(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST_SUITE("core/lifecycle") {
  TEST_CASE("a thousand applications start and stop in one process and leave no thread and no descriptor") {
    ApplicationConfigs config = test::testConfigs();
    config.threads = 2;
    PingApplication(config).run();
    const auto threads = countEntries("/proc/self/task");
    const auto descriptors = countEntries("/proc/self/fd");

    for (int round = 0; round < 1000; ++round) {
      REQUIRE(PingApplication(config).run() == 0);
    }

    CHECK(countEntries("/proc/self/task") == threads);
    CHECK(countEntries("/proc/self/fd") == descriptors);
  }
}

}  // namespace
}  // namespace ignis
