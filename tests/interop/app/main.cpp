// What the tests beside it ask for: an authentication that refuses, rooms that are validated, and
// REST routes that send to one client, a room or everybody.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "ignis/components/debug_container/component.hpp"
#include "ignis/components/socket_io/component.hpp"
#include "ignis/components/swagger/component.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

using namespace ignis;

namespace {

struct Message {
  std::string topic;
  std::string text;
  std::optional<std::string> destination{};
};
BOOST_DESCRIBE_STRUCT(Message, (), (topic, text, destination))

struct Text {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Text, (), (text))

struct Sent {
  bool success = true;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (success))

struct ClientCount {
  std::size_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ClientCount, (), (count))

struct Credentials {
  std::optional<std::string> token{};
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (token))

class MessageController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/messages"});
  static constexpr auto inject = ignis::inject(lazy(SocketIOBindingKeys::SOCKET_IO_INSTANCE));

  explicit MessageController(Lazy<SocketIOServerHelper> socketIO)
      : BaseController({.scope = "MessageController"}), socketIO_(std::move(socketIO)) {}

 protected:
  Task<void> binding() override {
    bindRoute({.method = HttpMethod::POST, .path = "/"}).to(&MessageController::send, this);
    bindRoute({.path = "/count"}).to(&MessageController::count, this);
    co_return;
  }

 private:
  Sent send(Body<Message> message) {
    socketIO_->send({.destination = message->destination.value_or(""),
                     .payload = {.topic = message->topic, .data = Text{.text = message->text}}});
    return {};
  }

  ClientCount count() { return {.count = socketIO_->getClientCount()}; }

  Lazy<SocketIOServerHelper> socketIO_;
};

class InteropApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    component<DebugContainerComponent>();
    component<SwaggerComponent>();
    controller<MessageController>();

    // Long enough for a slow machine to authenticate, short enough to wait for.
    bind(SocketIOBindingKeys::SERVER_OPTIONS)
        .toValue(SocketIOServerOptions{.authenticateTimeout = std::chrono::seconds(3)});
    bind(SocketIOBindingKeys::REDIS_CONNECTION)
        .toValue(std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "redis"}));
    bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER)
        .toValue([](const socket_io::Handshake& handshake) {
          return handshake.auth<Credentials>().token != "bad";
        });
    bind(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER)
        .toValue([](const SocketIOValidateRoomArgs& args) {
          std::vector<std::string> allowed = args.rooms;
          std::erase_if(allowed,
                        [](const std::string& room) { return !room.starts_with("public-"); });
          return allowed;
        });
    bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER).toValue([](socket_io::Socket& socket) {
      socket.on("echo", [](Json value, socket_io::Ack ack) { ack(value); });
    });
    component<SocketIOComponent>();
    co_return;
  }
};

}  // namespace

int main() { return ignis::run<InteropApplication>({.path = {.base = "/api"}}); }
