// A server for the test suites of others: no REST, no authentication, no Redis.

#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include <ignis/core/applications/base_application.hpp>
#include <ignis/core/applications/run.hpp>

#include "command_line.hpp"
#include "conformance_component.hpp"

using namespace conformance;

namespace {

class ConformanceApplication : public ignis::BaseApplication {
 public:
  explicit ConformanceApplication(const CommandLine& commandLine)
      : BaseApplication({.port = commandLine.port, .threads = commandLine.threads}, "Conformance"),
        profile_(commandLine.profile) {}

 protected:
  ignis::Task<void> preConfigure() override {
    bind(PROFILE).toValue(profile_);
    component<ConformanceComponent>();
    co_return;
  }

 private:
  const Profile profile_;
};

}  // namespace

int main(int argc, char** argv) {
  CommandLine commandLine;
  try {
    commandLine = parseCommandLine(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
  if (commandLine.isHelpAsked) {
    std::puts(HELP);
    return 0;
  }
  return ignis::run([&] { return std::make_unique<ConformanceApplication>(commandLine); });
}
