#include <ignis/components/socket_io/component.hpp>
#include <ignis/core/applications/base_application.hpp>
#include <ignis/core/applications/run.hpp>
#include <ignis/core/controllers/base_controller.hpp>
#include <ignis/helpers/redis/redis_from_environment.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

using namespace ignis;

struct Greeter {
  std::string greet(std::string_view name) const { return "Hello, " + std::string(name) + "!"; }
};

struct HelloController : BaseController {
  static constexpr auto controller = ignis::controller({.path = "/hello"});
  static constexpr auto inject = ignis::inject(serviceKey<Greeter>());

  HelloController(const Greeter& service) : BaseController({.scope = "Hello"}), greeter(service) {}
  Task<void> binding() override {
    bindRoute({.path = "/{name}"}).to([this](Context& context) {
      return greeter.greet(context.req().param("name"));
    });
    co_return;
  }
  const Greeter& greeter;
};

struct Quickstart : BaseApplication {
  using BaseApplication::BaseApplication;
  Task<void> preConfigure() override {
    service<Greeter>().setScope(BindingScopes::SINGLETON);
    controller<HelloController>();
    bind(SocketIOBindingKeys::REDIS_CONNECTION).toValue(redisFromEnvironment("redis"));
    bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER).toValue([](const auto&) { return true; });
    bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER).toValue([](socket_io::Socket& socket) {
      socket.on("echo", [](Json message, socket_io::Ack ack) { ack(message); });
    });
    component<SocketIOComponent>();
    co_return;
  }
};

int main() { return ignis::run<Quickstart>({.path = {.base = "/api"}}); }
