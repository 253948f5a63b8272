#include <memory>
#include <string>
#include <utility>

#include <boost/describe.hpp>

#include <ignis/components/socket_io/component.hpp>
#include <ignis/core/applications/base_application.hpp>
#include <ignis/core/applications/run.hpp>
#include <ignis/core/controllers/base_controller.hpp>
#include <ignis/helpers/redis/redis_from_environment.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

using namespace ignis;

struct Greeting {
  std::string message;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (message))

class GreetingService {
 public:
  Greeting greet(const std::string& name) const { return {.message = "Hello, " + name + "!"}; }
};

struct HelloParams {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(HelloParams, (), (name))

class HelloController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/hello"});
  static constexpr auto inject = ignis::inject(serviceKey<GreetingService>());

  explicit HelloController(std::shared_ptr<GreetingService> greetings)
      : BaseController({.scope = "HelloController"}), greetings_(std::move(greetings)) {}

  Task<void> binding() override {
    bindRoute({.path = "/{name}"}).to(&HelloController::hello, this);
    co_return;
  }

  Greeting hello(Params<HelloParams> params) { return greetings_->greet(params->name); }

 private:
  std::shared_ptr<GreetingService> greetings_;
};

class QuickstartApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

  Task<void> preConfigure() override {
    service<GreetingService>();
    controller<HelloController>();

    bind(SocketIOBindingKeys::REDIS_CONNECTION).toValue(redisFromEnvironment("redis"));
    bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER).toValue([](const socket_io::Handshake&) {
      return true;
    });
    bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER).toValue([](socket_io::Socket& socket) {
      socket.on("echo", [](Json message, socket_io::Ack ack) { ack(message); });
    });
    component<SocketIOComponent>();
    co_return;
  }
};

int main() { return ignis::run<QuickstartApplication>({.path = {.base = "/api"}}); }
