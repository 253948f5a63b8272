#include "ignis/components/websocket/component.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/components/socket_io/component.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/lazy.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"
#include "support/websocket_client.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_client.hpp"

namespace ignis {
namespace {

using Keys = WebSocketBindingKeys;

/// Announces to all clients; the helper exists once the server listens.
class AnnounceController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/announce"});
  static constexpr auto inject = ignis::inject(ignis::lazy(Keys::WEBSOCKET_INSTANCE));

  explicit AnnounceController(Lazy<WebSocketServerHelper> webSocket)
      : BaseController({.scope = "AnnounceController"}), webSocket_(std::move(webSocket)) {}

  Task<void> binding() override {
    bindRoute({.path = "/"}).to(&AnnounceController::announce, this);
    co_return;
  }

  std::string announce() {
    webSocket_->send({.destination = "ws-default", .payload = {.topic = "news", .data = "hot"}});
    return "sent";
  }

 private:
  Lazy<WebSocketServerHelper> webSocket_;
};

class WebSocketApplication : public BaseApplication {
 public:
  using Configure = std::function<void(WebSocketApplication&)>;

  explicit WebSocketApplication(Configure configure)
      : BaseApplication(test::testConfigs()), configure_(std::move(configure)) {}

  Task<void> preConfigure() override {
    configure_(*this);
    component<WebSocketComponent>();
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

class RunningApplication : public test::ApplicationThread<WebSocketApplication> {
 public:
  explicit RunningApplication(WebSocketApplication::Configure configure)
      : ApplicationThread(std::move(configure)) {
    app().waitUntilReady();
  }
};

std::shared_ptr<DefaultRedisHelper> memoryRedis() {
  return std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "redis"});
}

std::optional<WebSocketAuthenticated> acceptAll(const Json&) { return WebSocketAuthenticated{}; }

void bindRequired(Container& container) {
  container.bind(Keys::REDIS_CONNECTION).toValue(memoryRedis());
  container.bind(Keys::AUTHENTICATE_HANDLER).toValue(acceptAll);
}

std::string startFailure(const WebSocketApplication::Configure& configure) {
  try {
    const RunningApplication application(configure);
    return "started";
  } catch (const ApplicationError& error) {
    return std::to_string(error.statusCode()) + " " + error.what();
  }
}

/// Authenticates; returns the data of `connected`.
Json authenticate(test::WebSocketClient& client, std::string_view data = "{}") {
  client.sendText(std::string(R"({"event":"authenticate","data":)").append(data).append("}"));
  const Json message = Json::parse(client.receiveText());
  CHECK(message["event"] == Json("connected"));
  return message["data"];
}

TEST_SUITE("components/websocket/WebSocketComponent") {
  TEST_CASE("an application without a broker does not start") {
    CHECK(startFailure([](WebSocketApplication&) {}) ==
          "400 [WebSocketComponent][resolveBindings] Invalid instance of redisConnection | Please "
          "init connection with RedisHelper for single redis connection or RedisClusterHelper for "
          "redis cluster mode!");
  }

  TEST_CASE("a broker that is none of ours is refused as none at all is") {
    const WebSocketApplication::Configure bindText = [](WebSocketApplication& application) {
      application.bind<std::string>({.key = "@app/websocket/redis-connection"})
          .toValue("redis:6379");
    };

    CHECK(startFailure(bindText).find("Invalid instance of redisConnection | Please init") !=
          std::string::npos);
  }

  TEST_CASE("an application that authenticates nobody does not start") {
    const std::string expected =
        "400 [WebSocketComponent] Invalid authenticateFn to setup WebSocket server!";

    CHECK(startFailure([](WebSocketApplication& application) {
            application.bind(Keys::REDIS_CONNECTION).toValue(memoryRedis());
          }) == expected);
    CHECK(startFailure([](WebSocketApplication& application) {
            application.bind(Keys::REDIS_CONNECTION).toValue(memoryRedis());
            application.bind(Keys::AUTHENTICATE_HANDLER).toValue(nullptr);
          }) == expected);
  }

  TEST_CASE("the broker is missed before the authentication is") {
    const WebSocketApplication::Configure bindHandler = [](WebSocketApplication& application) {
      application.bind(Keys::AUTHENTICATE_HANDLER).toValue(acceptAll);
    };

    CHECK(startFailure(bindHandler).find("Invalid instance of redisConnection") !=
          std::string::npos);
  }

  TEST_CASE("what the user has not bound is bound to its default") {
    RunningApplication application(bindRequired);
    WebSocketApplication& app = application.app();

    CHECK(app.get(Keys::SERVER_OPTIONS)->identifier == "WEBSOCKET_SERVER");
    CHECK(app.get(Keys::SERVER_OPTIONS)->path == "/ws");
    CHECK_FALSE(*app.get(Keys::VALIDATE_ROOM_HANDLER));
    CHECK_FALSE(*app.get(Keys::CLIENT_CONNECTED_HANDLER));
    CHECK_FALSE(*app.get(Keys::CLIENT_DISCONNECTED_HANDLER));
    CHECK_FALSE(*app.get(Keys::MESSAGE_HANDLER));
    CHECK_FALSE(*app.get(Keys::OUTBOUND_TRANSFORMER));
    CHECK_FALSE(*app.get(Keys::HANDSHAKE_HANDLER));
  }

  TEST_CASE("the helper is bound once the server listens") {
    RunningApplication application([](WebSocketApplication& app) {
      bindRequired(app);
      CHECK_FALSE(app.isBound(Keys::WEBSOCKET_INSTANCE));
    });

    const auto helper = application.app().get(Keys::WEBSOCKET_INSTANCE);

    CHECK(helper->getIdentifier() == "WEBSOCKET_SERVER");
    CHECK(helper->getPath() == "/ws");
  }

  TEST_CASE("REST, Socket.IO and WebSocket share the port, and services reach the clients") {
    RunningApplication application([](WebSocketApplication& app) {
      bindRequired(app);
      app.bind(SocketIOBindingKeys::REDIS_CONNECTION).toValue(memoryRedis());
      app.bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER).toValue([](const socket_io::Handshake&) {
        return true;
      });
      app.component<SocketIOComponent>();
      app.controller<AnnounceController>();
    });
    test::WebSocketClient client(application.port(), "/ws");
    authenticate(client);
    test::HelperClient socketIO(application.port());
    socketIO.authenticate();

    test::HttpClient http(application.port());
    CHECK(http.get("/announce").starts_with("HTTP/1.1 200 "));

    CHECK(client.receiveText() == R"({"event":"news","data":"hot"})");
    CHECK(test::WebSocketClient(application.port(), "/elsewhere")
              .head()
              .starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("without an upgrade the path is one like any other") {
    RunningApplication application(bindRequired);

    CHECK(test::HttpClient(application.port()).get("/ws").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("the user's handlers and options are the ones in use") {
    std::promise<std::string> connected;
    std::promise<std::string> disconnected;
    RunningApplication application([&](WebSocketApplication& app) {
      app.bind(Keys::REDIS_CONNECTION).toValue(memoryRedis());
      app.bind(Keys::SERVER_OPTIONS)
          .toValue({.identifier = "CHAT", .path = "/chat", .defaultRooms = {"lobby"}});
      app.bind(Keys::AUTHENTICATE_HANDLER)
          .toValue([](Json data) -> Task<std::optional<WebSocketAuthenticated>> {
            std::optional<WebSocketAuthenticated> result;
            if (data["token"] == Json("secret")) {
              result = WebSocketAuthenticated{.userId = "ada"};
            }
            co_return result;
          });
      app.bind(Keys::VALIDATE_ROOM_HANDLER).toValue([](const WebSocketValidateRoomArgs& args) {
        return args.rooms;
      });
      app.bind(Keys::CLIENT_CONNECTED_HANDLER)
          .toValue([&](const WebSocketClientConnectedArgs& args) {
            connected.set_value(std::string(args.userId));
          });
      app.bind(Keys::CLIENT_DISCONNECTED_HANDLER)
          .toValue([&](const WebSocketClientDisconnectedArgs& args) {
            if (!args.userId.empty()) {
              disconnected.set_value(std::string(args.userId));
            }
          });
      app.bind(Keys::MESSAGE_HANDLER).toValue([&app](const WebSocketMessageArgs& args) {
        const auto helper = app.get(Keys::WEBSOCKET_INSTANCE);
        helper->sendToClient({.clientId = args.clientId,
                              .event = "rooms",
                              .data = helper->getClients({.id = args.clientId})->rooms});
      });
    });
    {
      test::WebSocketClient client(application.port(), "/chat");
      const Json data = authenticate(client, R"({"token":"secret"})");
      client.sendText(R"({"event":"join","data":{"rooms":["news"]}})");
      client.sendText(R"({"event":"rooms"})");

      CHECK(data["userId"] == Json("ada"));
      CHECK(client.receiveText() ==
            R"({"event":"rooms","data":[)" + data["id"].dump() + R"(,"lobby","news"]})");
      CHECK(connected.get_future().get() == "ada");
    }
    CHECK(disconnected.get_future().get() == "ada");
    test::WebSocketClient stranger(application.port(), "/chat");
    stranger.sendText(R"({"event":"authenticate"})");
    CHECK(stranger.receiveText() ==
          R"({"event":"error","data":{"message":"Authentication failed"}})");
    CHECK(stranger.closeCode() == 4003);
    CHECK(application.app().get(Keys::WEBSOCKET_INSTANCE)->getIdentifier() == "CHAT");
  }

  TEST_CASE("keys are exchanged and events transformed by the user's handlers") {
    RunningApplication application([](WebSocketApplication& app) {
      bindRequired(app);
      app.bind(Keys::SERVER_OPTIONS).toValue({.requireEncryption = true});
      app.bind(Keys::HANDSHAKE_HANDLER).toValue([](const WebSocketHandshakeArgs& args) {
        return std::optional(WebSocketHandshakeResult{
            .serverPublicKey = args.dataAs<Json>()["publicKey"].asString(), .salt = "salt"});
      });
      app.bind(Keys::OUTBOUND_TRANSFORMER).toValue([](const WebSocketOutboundArgs& args) {
        return std::optional(
            WebSocketOutbound{.event = "encrypted", .data = std::string(args.event)});
      });
      app.controller<AnnounceController>();
    });
    test::WebSocketClient client(application.port(), "/ws");
    const Json data = authenticate(client, R"({"publicKey":"key"})");
    test::HttpClient(application.port()).get("/announce");

    CHECK(data["serverPublicKey"] == Json("key"));
    CHECK(data["salt"] == Json("salt"));
    CHECK(client.receiveText() == R"({"event":"encrypted","data":"news"})");
  }

  TEST_CASE("the transport has the limits of the options") {
    RunningApplication application([](WebSocketApplication& app) {
      bindRequired(app);
      app.bind(Keys::SERVER_OPTIONS).toValue({.serverOptions = {.maxPayloadLength = 100}});
    });
    test::WebSocketClient client(application.port(), "/ws");

    client.sendText(std::string(101, 'x'));

    CHECK(client.closeCode() == 1009);
  }

  TEST_CASE("stopping the application closes the clients with 1001") {
    RunningApplication application(bindRequired);
    test::WebSocketClient client(application.port(), "/ws");
    authenticate(client);
    test::WebSocketClient stranger(application.port(), "/ws");

    std::future<int> stopped = std::async(std::launch::async, [&] { return application.stop(); });

    const std::string close = client.receive().payload;
    client.sendClose(close);
    CHECK(close == "\x03\xE9Server shutting down");
    CHECK(stranger.closeCode() == 1001);
    CHECK(stopped.get() == 0);
  }

  TEST_CASE("the options in use are in the debug log as JSON") {
    const test::CapturedLog log({.level = LogLevel::DEBUG});
    RunningApplication application(bindRequired);
    application.stop();

    const std::string expected =
        R"(WebSocket Server Options: {"identifier":"WEBSOCKET_SERVER","path":"/ws",)";
    CHECK(std::ranges::any_of(log.lines(), [&](const std::string& line) {
      return line.find(expected) != std::string::npos;
    }));
  }

  TEST_CASE("that pages of every origin may connect is warned of once, with its cure") {
    const test::CapturedLog log;
    RunningApplication application(bindRequired);
    application.stop();

    const auto warnings = std::ranges::count_if(log.lines(), [](const std::string& line) {
      return line.find(" warn: ") != std::string::npos && line.find("rigin") != std::string::npos &&
             line.find("cure") != std::string::npos;
    });
    CHECK(warnings == 1);
  }
}

}  // namespace
}  // namespace ignis
