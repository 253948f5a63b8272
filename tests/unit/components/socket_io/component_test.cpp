#include "ignis/components/socket_io/component.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/lazy.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"
#include "support/websocket_client.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_client.hpp"

namespace ignis {
namespace {

using test::HelperClient;

/// Announces to all clients; the helper exists once the server listens.
class AnnounceController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/announce"});
  static constexpr auto inject =
      ignis::inject(ignis::lazy(SocketIOBindingKeys::SOCKET_IO_INSTANCE));

  explicit AnnounceController(Lazy<SocketIOServerHelper> socketIO)
      : BaseController({.scope = "AnnounceController"}), socketIO_(std::move(socketIO)) {}

  Task<void> binding() override {
    bindRoute({.path = "/"}).to(&AnnounceController::announce, this);
    co_return;
  }

  std::string announce() {
    socketIO_->send({.destination = "io-default", .payload = {.topic = "news", .data = "hot"}});
    return "sent";
  }

 private:
  Lazy<SocketIOServerHelper> socketIO_;
};

class SocketIOApplication : public BaseApplication {
 public:
  using Configure = std::function<void(SocketIOApplication&)>;

  explicit SocketIOApplication(Configure configure)
      : BaseApplication(test::testConfigs()), configure_(std::move(configure)) {}

  Task<void> preConfigure() override {
    configure_(*this);
    component<SocketIOComponent>();
    co_return;
  }
  Task<void> postConfigure() override {
    // Behind the hook of the component.
    registerPostStartHook("ready", [this] { ready_.set_value(); });
    co_return;
  }

  void waitUntilReady() { ready_.get_future().get(); }

 private:
  Configure configure_;
  std::promise<void> ready_;
};

class RunningApplication : public test::ApplicationThread<SocketIOApplication> {
 public:
  explicit RunningApplication(SocketIOApplication::Configure configure)
      : ApplicationThread(std::move(configure)) {
    app().waitUntilReady();
  }
};

void bindRedis(Container& container) {
  container.bind(SocketIOBindingKeys::REDIS_CONNECTION)
      .toValue(std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "redis"}));
}

void bindRequired(Container& container) {
  bindRedis(container);
  container.bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER)
      .toValue([](const socket_io::Handshake&) { return true; });
}

std::string startFailure(const SocketIOApplication::Configure& configure) {
  try {
    const RunningApplication application(configure);
    return "started";
  } catch (const ApplicationError& error) {
    return std::to_string(error.statusCode()) + " " + error.what();
  }
}

TEST_SUITE("components/socket_io/SocketIOComponent") {
  TEST_CASE("an application without a broker does not start") {
    CHECK(startFailure([](SocketIOApplication&) {}) ==
          "400 [SocketIOComponent][resolveBindings] Invalid instance of redisConnection | Please "
          "init connection with RedisHelper for single redis connection or RedisClusterHelper for "
          "redis cluster mode!");
  }

  TEST_CASE("a broker that is none of ours is refused as none at all is") {
    const SocketIOApplication::Configure bindText = [](SocketIOApplication& application) {
      application.bind<std::string>({.key = "@app/socket-io/redis-connection"})
          .toValue("redis:6379");
    };

    CHECK(startFailure(bindText).find("Invalid instance of redisConnection | Please init") !=
          std::string::npos);
  }

  TEST_CASE("an application that authenticates nobody does not start") {
    const std::string expected =
        "400 [DANGER][SocketIOComponent] Invalid authenticateFn to setup io socket server!";

    CHECK(startFailure([](SocketIOApplication& application) { bindRedis(application); }) ==
          expected);
    CHECK(startFailure([](SocketIOApplication& application) {
            bindRedis(application);
            application.bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER).toValue(nullptr);
          }) == expected);
  }

  TEST_CASE("REST and Socket.IO share the port, and services reach the clients") {
    RunningApplication application([](SocketIOApplication& app) {
      bindRequired(app);
      app.controller<AnnounceController>();
    });
    HelperClient client(application.port());
    client.authenticate();

    test::HttpClient http(application.port());
    CHECK(http.get("/announce").starts_with("HTTP/1.1 200 "));

    CHECK(client.next() == R"(42["news","hot"])");
  }

  TEST_CASE("clients that offer compression get the documented parameters") {
    RunningApplication application([](SocketIOApplication& app) { bindRequired(app); });

    const test::WebSocketClient client(
        application.port(), "/io/?EIO=4&transport=websocket",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");

    CHECK(client.head().find("\r\nSec-WebSocket-Extensions: permessage-deflate; "
                             "server_no_context_takeover; client_no_context_takeover; "
                             "server_max_window_bits=10\r\n") != std::string::npos);
  }

  TEST_CASE("the helper is bound once the server listens") {
    RunningApplication application([](SocketIOApplication& app) {
      bindRequired(app);
      CHECK_FALSE(app.isBound(SocketIOBindingKeys::SOCKET_IO_INSTANCE));
    });

    const auto helper = application.app().get(SocketIOBindingKeys::SOCKET_IO_INSTANCE);

    CHECK(helper->getIdentifier() == "SOCKET_IO_SERVER");
    CHECK(helper->getIOServer()->options().path == "/io");
  }

  TEST_CASE("the user's handlers and options are the ones in use") {
    RunningApplication application([](SocketIOApplication& app) {
      bindRedis(app);
      app.bind(SocketIOBindingKeys::SERVER_OPTIONS)
          .toValue({.identifier = "CHAT", .path = "/chat", .defaultRooms = {{"lobby"}}});
      app.bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER)
          .toValue([](const socket_io::Handshake& handshake) -> Task<bool> {
            const Json auth = handshake.auth();
            co_return auth["token"] == Json("secret");
          });
      app.bind(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER)
          .toValue([](const SocketIOValidateRoomArgs& args) { return args.rooms; });
      app.bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER)
          .toValue([](socket_io::Socket& socket) {
            socket.on("rooms", [](socket_io::Socket& asker, socket_io::Ack ack) {
              std::vector<std::string> rooms = asker.rooms();
              rooms.erase(rooms.begin());
              ack(rooms);
            });
          });
    });
    HelperClient client(application.port(), R"({"token":"secret"})", "/chat/");
    HelperClient stranger(application.port(), {}, "/chat/");
    client.authenticate();

    client.emit(R"(["join",{"rooms":["news"]}])");
    client.emit(R"(1["rooms"])");
    stranger.emit(R"(["authenticate"])");

    CHECK(client.next() == R"(431[["lobby","news"]])");
    CHECK(stranger.next().starts_with(R"(42["unauthenticated",{"message":"Invalid token)"));
  }

  TEST_CASE("what the user has not bound is bound to its default") {
    RunningApplication application(bindRequired);
    SocketIOApplication& app = application.app();

    CHECK(app.get(SocketIOBindingKeys::SERVER_OPTIONS)->path == "/io");
    CHECK_FALSE(*app.get(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER));
    CHECK_FALSE(*app.get(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER));
  }

  TEST_CASE("stopping the application disconnects the clients") {
    RunningApplication application(bindRequired);
    HelperClient client(application.port());
    client.authenticate();

    CHECK(application.stop() == 0);

    CHECK(client.next() == "41");
    CHECK(client.isClosed());
  }

  TEST_CASE("the options in use are in the debug log as JSON") {
    const test::CapturedLog log({.level = LogLevel::DEBUG});
    RunningApplication application(bindRequired);
    application.stop();

    const std::string expected =
        R"(Socket.IO Server Options: {"identifier":"SOCKET_IO_SERVER","path":"/io",)";
    CHECK(std::ranges::any_of(log.lines(), [&](const std::string& line) {
      return line.find(expected) != std::string::npos;
    }));
  }

  TEST_CASE("that pages of every origin may connect is warned of once, with its cure") {
    const test::CapturedLog log;
    RunningApplication application(bindRequired);
    application.stop();

    const auto warnings = std::ranges::count_if(log.lines(), [](const std::string& line) {
      return line.find(" warn: ") != std::string::npos &&
             line.find("cors.origin") != std::string::npos &&
             line.find("cure") != std::string::npos;
    });
    CHECK(warnings == 1);
  }
}

}  // namespace
}  // namespace ignis
