// The same greeting as an application has it: request log, router, controller, described struct.

#include <string>

#include <boost/describe/class.hpp>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/core/controllers/base_controller.hpp"

namespace {

struct Greeting {
  std::string message;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (message))

class HelloController : public ignis::BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/hello"});
  static constexpr auto inject = ignis::inject();

  HelloController() : BaseController({.scope = "HelloController"}) {}

 protected:
  ignis::Task<void> binding() override {
    bindRoute({.path = "/"}).to([](ignis::Context& context) {
      return context.json(Greeting{.message = "Hello, World!"});
    });
    co_return;
  }
};

class HelloApplication : public ignis::BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  ignis::Task<void> preConfigure() override {
    controller<HelloController>();
    co_return;
  }
};

}  // namespace

int main() { return ignis::run<HelloApplication>({.host = "127.0.0.1"}); }
