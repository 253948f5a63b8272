// An application with Socket.IO that starts, says where, and stops.
#include <cstdint>
#include <cstdio>

#include <ignis/components/socket_io/component.hpp>
#include <ignis/core/applications/base_application.hpp>
#include <ignis/helpers/redis/redis_from_environment.hpp>

using namespace ignis;

class ConsumerApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    bind(SocketIOBindingKeys::REDIS_CONNECTION).toValue(redisFromEnvironment("redis"));
    bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER).toValue([](const socket_io::Handshake&) {
      return true;
    });
    component<SocketIOComponent>();
    co_return;
  }
};

int main() {
  ConsumerApplication app({.host = "127.0.0.1", .port = std::uint16_t{0}, .handleSignals = false});
  app.registerPostStartHook("stop", [&app] {
    std::printf("consumer: port %d\n", app.getServerPort());
    app.requestStop();
  });
  return app.run();
}
