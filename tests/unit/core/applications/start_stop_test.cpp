#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/core/http/context.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
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
  return std::distance(std::filesystem::directory_iterator(folder),
                       std::filesystem::directory_iterator());
}

/// How many entries the folder has once they are `expected`, or else after ten seconds: the kernel
/// takes a thread out of /proc only a moment after its join() has returned.
std::ptrdiff_t countEntriesOnce(const char* folder, std::ptrdiff_t expected) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::ptrdiff_t entries = countEntries(folder);
  while (entries != expected && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
    entries = countEntries(folder);
  }
  return entries;
}

TEST_SUITE("core/lifecycle") {
  TEST_CASE(
      "a thousand applications start and stop in one process and leave no thread and no "
      "descriptor") {
    ApplicationConfigs config = test::testConfigs();
    config.threads = 2;
    LoggerFactory::getLogger({"start_stop_test"})
        .info("the thread that writes the log has started");
    const std::ptrdiff_t threads = countEntries("/proc/self/task");
    PingApplication(config).run();
    REQUIRE(countEntriesOnce("/proc/self/task", threads) == threads);
    const auto descriptors = countEntries("/proc/self/fd");

    for (int round = 0; round < 1000; ++round) {
      REQUIRE(PingApplication(config).run() == 0);
    }

    CHECK(countEntriesOnce("/proc/self/task", threads) == threads);
    CHECK(countEntries("/proc/self/fd") == descriptors);
  }
}

}  // namespace
}  // namespace ignis
