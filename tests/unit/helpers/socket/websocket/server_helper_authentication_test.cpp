#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/socket/websocket/helper_server.hpp"

namespace ignis {
namespace {

using std::chrono::milliseconds;
using test::Credentials;
using test::WebSocketEventClient;
using test::WebSocketHelperServer;
using Authenticated = std::optional<WebSocketAuthenticated>;

constexpr const char* NOT_AUTHENTICATED =
    R"({"event":"error","data":{"message":"Not authenticated"}})";
constexpr const char* ALREADY_AUTHENTICATED =
    R"({"event":"error","data":{"message":"Already authenticated"}})";
constexpr const char* FAILED = R"({"event":"error","data":{"message":"Authentication failed"}})";
constexpr const char* ERROR = R"({"event":"error","data":{"message":"Authentication error"}})";

/// Never answers; ends with its loop.
Task<Authenticated> waitForever(const Json&) {
  boost::asio::steady_timer timer(EventLoop::current()->context(),
                                  boost::asio::steady_timer::time_point::max());
  boost::system::error_code cancelled;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  co_return std::nullopt;
}

TEST_SUITE("websocket/WebSocketServerHelper: authentication") {
  TEST_CASE("a helper without one of its necessities is refused") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {});
    WebSocketServerHelperOptions options{
        .identifier = "TEST",
        .server = &http,
        .redisConnection = test::makeBroker(),
        .authenticateFn = [](const Json&) -> Authenticated { return {}; }};
    const auto statusAndMessage = [&]() -> std::string {
      try {
        const WebSocketServerHelper helper(options);
        return "none";
      } catch (const ApplicationError& error) {
        return std::to_string(error.statusCode()) + " " + error.what();
      }
    };

    CHECK(statusAndMessage() == "none");
    options.authenticateFn = nullptr;
    CHECK(statusAndMessage() ==
          "500 [WebSocketServerHelper] Invalid authenticateFn to setup WebSocket server!");
    options.redisConnection = nullptr;
    CHECK(statusAndMessage() == "500 [WebSocketServerHelper] Invalid redis connection!");
    options.server = nullptr;
    CHECK(statusAndMessage() == "500 [WebSocketServerHelper] Invalid HTTP server!");
  }

  TEST_CASE("a client that authenticates is told who it is") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server);
    const auto before = server.helper().getClients();
    REQUIRE(before.size() == 1);
    CHECK(before[0].state == WebSocketClientState::UNAUTHORIZED);
    CHECK(before[0].rooms.empty());
    CHECK(before[0].remoteAddress == "127.0.0.1");

    client.authenticate(Json::object({{"userId", "u1"}}));

    const std::string text = client.connected.dump();
    CHECK(text.starts_with(R"({"event":"connected","data":{"id":")" + before[0].id +
                           R"(","userId":"u1","time":"20)"));
    CHECK(text.ends_with("Z\"}}"));
    const auto after = server.helper().getClients({.id = client.id});
    REQUIRE(after);
    CHECK(after->state == WebSocketClientState::AUTHENTICATED);
    CHECK(after->userId == "u1");
    CHECK(after->rooms == std::vector<std::string>{client.id, "ws-default", "ws-notification"});
    CHECK_FALSE(after->backpressured);
    CHECK_FALSE(after->encrypted);
    CHECK(after->lastActivity >= after->connectedAt);
  }

  TEST_CASE("a client without a user has none in what it is told") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server, Json::object());
    CHECK(client.connected["data"].find("userId") == nullptr);
    CHECK(client.connected["data"].find("serverPublicKey") == nullptr);
  }

  TEST_CASE(
      "the data is read as the struct that the function takes, and missing data is an object") {
    std::string seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.authenticateFn = [&](const Credentials& credentials) -> Authenticated {
        seen += credentials.token.value_or("none") + ";";
        return WebSocketAuthenticated{.userId = credentials.userId.value_or(""),
                                      .metadata = credentials};
      };
    });
    WebSocketEventClient first(server,
                               Json::object({{"userId", "u"}, {"token", "t"}, {"extra", true}}));
    CHECK(server.helper().getClients({.id = first.id})->metadata.as<Credentials>().token == "t");

    WebSocketEventClient second(server);
    second.send(R"({"event":"authenticate","data":{"token":5}})");
    CHECK(second.next() == ERROR);
    CHECK(second.socket.closeCode() == 4003);
    CHECK(seen == "t;");
  }

  TEST_CASE("a function of Json gets whatever the client has sent") {
    std::string seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.authenticateFn = [&](const Json& data) -> Authenticated {
        seen += data.dump() + ";";
        return WebSocketAuthenticated{};
      };
    });
    for (const char* text : {R"({"event":"authenticate"})", R"({"event":"authenticate","data":7})",
                             R"({"event":"authenticate","data":null})"}) {
      WebSocketEventClient client(server);
      client.send(text);
      client.next();
    }
    CHECK(seen == "{};7;{};");
  }

  TEST_CASE("without authentication a client may do nothing, and stays") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server);
    client.send(R"({"event":"x"})");
    CHECK(client.next() == NOT_AUTHENTICATED);
    client.send(R"({"event":"join","data":{"rooms":["a"]}})");
    CHECK(client.next() == NOT_AUTHENTICATED);
    client.send(R"({"event":"heartbeat"})");
    client.send(R"({"data":1})");
    client.send("null");
    client.sync();
    CHECK(server.helper().getClientCount() == 1);
  }

  TEST_CASE("binary messages are read as text, and refused when they are none") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server);
    client.socket.sendBinary(R"({"event":"x"})");
    CHECK(client.next() == NOT_AUTHENTICATED);
    client.socket.sendBinary("{\"event\":\"\xff\"}");
    client.socket.sendText(R"({"event":"x"})");
    CHECK(client.next() == R"({"event":"error","data":{"message":"Invalid message format"}})");
    CHECK(client.next() == NOT_AUTHENTICATED);
  }

  TEST_CASE("nobody authenticates twice, also not while the first time is under way") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.authenticateFn = [](const Credentials& credentials) -> Task<Authenticated> {
        if (credentials.token == "slow") {
          co_return co_await waitForever(Json());
        }
        co_return WebSocketAuthenticated{};
      };
    });
    WebSocketEventClient client(server, Json::object());
    client.emit("authenticate", Json::object());
    CHECK(client.next() == ALREADY_AUTHENTICATED);

    WebSocketEventClient slow(server);
    slow.emit("authenticate", Json::object({{"token", "slow"}}));
    slow.emit("authenticate", Json::object());
    CHECK(slow.next() == ALREADY_AUTHENTICATED);
    CHECK(server.helper().getClients()[1].state == WebSocketClientState::AUTHENTICATING);
    slow.emit("x", 1);
    CHECK(slow.next() == NOT_AUTHENTICATED);
  }

  TEST_CASE("who is refused hears it and is closed with 4003") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.authenticateFn = [](const Credentials& credentials) -> Task<Authenticated> {
        if (credentials.token == "throw") {
          throw std::runtime_error("no luck");
        }
        co_return std::nullopt;
      };
    });
    WebSocketEventClient refused(server);
    refused.emit("authenticate", Json::object());
    CHECK(refused.next() == FAILED);
    CHECK(refused.socket.receive().payload ==
          "\x0F\xA3"
          "Authentication failed");

    WebSocketEventClient failing(server);
    failing.emit("authenticate", Json::object({{"token", "throw"}}));
    CHECK(failing.next() == ERROR);
    CHECK(failing.socket.receive().payload ==
          "\x0F\xA3"
          "Authentication failed");
  }

  TEST_CASE("who does not authenticate in time is closed with 4001") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.authTimeout = milliseconds(20);
      options.authenticateFn = waitForever;
    });
    WebSocketEventClient silent(server);
    CHECK(silent.socket.receive().payload ==
          "\x0F\xA1"
          "Authentication timeout");
    WebSocketEventClient slow(server);
    slow.emit("authenticate", Json::object());
    CHECK(slow.socket.closeCode() == 4001);
  }

  TEST_CASE("a client that has authenticated is not timed any more") {
    WebSocketHelperServer server(
        [](WebSocketServerHelperOptions& options) { options.authTimeout = milliseconds(300); });
    WebSocketEventClient client(server, Json::object());
    WebSocketEventClient silent(server);
    CHECK(silent.socket.closeCode() == 4001);
    client.sync();
  }

  TEST_CASE("who leaves while it is authenticated does no harm") {
    std::atomic<int> connected = 0;
    std::promise<void> asked;
    std::promise<void> gone;
    std::shared_ptr<boost::asio::steady_timer> answer;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.authenticateFn = [&](const Json&) -> Task<Authenticated> {
        answer = std::make_shared<boost::asio::steady_timer>(
            EventLoop::current()->context(), boost::asio::steady_timer::time_point::max());
        asked.set_value();
        boost::system::error_code cancelled;
        co_await answer->async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        answer.reset();
        co_return WebSocketAuthenticated{.userId = "late"};
      };
      options.clientConnectedFn = [&](const WebSocketClientConnectedArgs&) { ++connected; };
      options.clientDisconnectedFn = [&](const WebSocketClientDisconnectedArgs& args) {
        CHECK(args.userId.empty());
        gone.set_value();
      };
    });
    {
      WebSocketEventClient client(server);
      client.emit("authenticate", Json::object());
      asked.get_future().wait();
    }
    gone.get_future().wait();
    server.onLoop([&] { return answer->cancel(); });
    server.settle();
    server.settle();
    CHECK(connected == 0);
    CHECK(server.helper().getClientsByUser({.userId = "late"}).empty());
  }

  TEST_CASE("what the callback of a new client throws does not disconnect it") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.clientConnectedFn = [](const WebSocketClientConnectedArgs&) {
        throw std::runtime_error("no luck");
      };
    });
    WebSocketEventClient client(server, Json::object());
    client.sync();
    CHECK(server.helper().getClientCount() == 1);
  }

  TEST_CASE("a silent client is closed with 4002, one that sends heartbeats stays") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.heartbeatInterval = milliseconds(20);
      options.heartbeatTimeout = milliseconds(1500);
    });
    WebSocketEventClient silent(server, Json::object());
    WebSocketEventClient alive(server, Json::object());
    std::atomic<bool> isClosed = false;
    std::thread closing([&] {
      CHECK(silent.socket.receive().payload ==
            "\x0F\xA2"
            "Heartbeat timeout");
      isClosed = true;
    });
    while (!isClosed) {
      alive.send(R"({"event":"heartbeat"})");
      alive.sync();
    }
    closing.join();
    alive.sync();
  }
}

}  // namespace
}  // namespace ignis
