#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "unit/helpers/socket/websocket/helper_server.hpp"

namespace ignis {
namespace {

using std::chrono::milliseconds;
using test::WebSocketEventClient;
using test::WebSocketHelperServer;
using Outbound = std::optional<WebSocketOutbound>;
using Handshake = std::optional<WebSocketHandshakeResult>;

/// Wraps an event visibly instead of encrypting it.
Outbound wrap(const WebSocketOutboundArgs& args) {
  if (args.event == "throw") {
    throw std::runtime_error("");
  }
  if (args.event == "as it is") {
    return std::nullopt;
  }
  return WebSocketOutbound{.event = "encrypted",
                           .data = std::string(args.client.userId) + ":" + std::string(args.event) +
                                   std::string(args.data)};
}

void requireEncryption(WebSocketServerHelperOptions& options) {
  options.requireEncryption = true;
  options.outboundTransformer = wrap;
  options.handshakeFn = [](const WebSocketHandshakeArgs& args) -> Handshake {
    const Json data = args.dataAs<Json>();
    const Json* const key = data.find("publicKey");
    if (key == nullptr) {
      return std::nullopt;
    }
    if (key->asString() == "throw") {
      throw std::runtime_error("no luck");
    }
    return WebSocketHandshakeResult{.serverPublicKey = "server of " + key->asString(), .salt = "s"};
  };
}

Json withKey(const std::string& userId) {
  return Json::object({{"userId", userId}, {"publicKey", "key"}});
}

std::string wrapped(const std::string& text) {
  return R"({"event":"encrypted","data":")" + text + "\"}";
}

/// Lets transformers wait until a test lets them go on. Used on one loop.
class Gate {
 public:
  Task<void> pass() {
    ++waiting;
    most = std::max(most, waiting);
    boost::asio::steady_timer timer(EventLoop::current()->context(),
                                    boost::asio::steady_timer::time_point::max());
    timers_.push_back(&timer);
    boost::system::error_code cancelled;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    --waiting;
  }
  /// Lets the one through that has waited longest.
  bool open() {
    if (timers_.empty()) {
      return false;
    }
    timers_.front()->cancel();
    timers_.pop_front();
    return true;
  }

  std::size_t waiting = 0;
  std::size_t most = 0;

 private:
  std::deque<boost::asio::steady_timer*> timers_;
};

TEST_SUITE("websocket/WebSocketServerHelper: encryption") {
  TEST_CASE("`connected` is readable and carries the keys; what follows is transformed") {
    WebSocketHelperServer server(requireEncryption);
    WebSocketEventClient client(server, withKey("u1"));
    const std::string connected = client.connected.dump();
    CHECK(connected.ends_with(R"(Z","serverPublicKey":"server of key","salt":"s"}})"));
    const auto known = server.helper().getClients({.id = client.id});
    CHECK(known->encrypted);
    CHECK(known->serverPublicKey == "server of key");
    CHECK(known->salt == "s");

    server.onLoop([&] {
      WebSocketServerHelper& helper = server.helper();
      helper.sendToClient({.clientId = client.id, .event = "one", .data = 1});
      helper.sendToClient({.clientId = client.id, .event = "throw", .data = 1});
      helper.sendToClient({.clientId = client.id, .event = "as it is", .data = 2});
      helper.sendToUser({.userId = "u1", .event = "user"});
      helper.sendToRoom({.room = "ws-default", .event = "room", .data = 3});
      helper.broadcast({.event = "all", .data = 4});
      return 0;
    });
    CHECK(client.next() == wrapped("u1:one1"));
    CHECK(client.next() == R"({"event":"as it is","data":2})");
    CHECK(client.next() == wrapped("u1:user"));
    CHECK(client.next() == wrapped("u1:room3"));
    CHECK(client.next() == wrapped("u1:all4"));
    client.send("no json");
    CHECK(client.next() == wrapped(R"(u1:error{\"message\":\"Invalid message format\"})"));
  }

  TEST_CASE("without a handshakeFn everybody is closed with 4004, without an error event") {
    WebSocketHelperServer server(
        [](WebSocketServerHelperOptions& options) { options.requireEncryption = true; });
    WebSocketEventClient client(server);
    client.emit("authenticate", withKey("u1"));
    CHECK(client.socket.receive().payload ==
          "\x0F\xA4"
          "Encryption required");
  }

  TEST_CASE("a handshake that is refused is 4004, one that throws is 4003") {
    WebSocketHelperServer server(requireEncryption);
    WebSocketEventClient refused(server);
    refused.emit("authenticate", Json::object());
    CHECK(refused.next() ==
          R"({"event":"error","data":{"message":"Encryption handshake failed"}})");
    CHECK(refused.socket.closeCode() == 4004);

    WebSocketEventClient failing(server);
    failing.emit("authenticate", Json::object({{"publicKey", "throw"}}));
    CHECK(failing.next() == R"({"event":"error","data":{"message":"Authentication error"}})");
    CHECK(failing.socket.closeCode() == 4003);
  }

  TEST_CASE("a handshake that hangs is ended by the authentication's timeout, and lets nobody in") {
    Gate gate;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.requireEncryption = true;
      options.authTimeout = milliseconds(300);
      options.handshakeFn = [&](const WebSocketHandshakeArgs&) -> Task<Handshake> {
        co_await gate.pass();
        co_return std::nullopt;
      };
    });
    WebSocketEventClient client(server);
    client.emit("authenticate", withKey("u1"));
    client.emit("x", 1);
    CHECK(client.next() == R"({"event":"error","data":{"message":"Not authenticated"}})");
    CHECK(client.socket.closeCode() == 4001);
    server.onLoop([&] { return gate.open(); });
  }

  TEST_CASE("without requireEncryption a handshakeFn is never called") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      requireEncryption(options);
      options.requireEncryption = false;
    });
    WebSocketEventClient client(server, withKey("u1"));
    CHECK(client.connected["data"].find("salt") == nullptr);
    server.helper().broadcast({.event = "all", .data = 1});
    CHECK(client.next() == R"({"event":"all","data":1})");
    server.helper().enableClientEncryption({.clientId = client.id});
    server.helper().broadcast({.event = "all", .data = 2});
    CHECK(client.next() == wrapped("u1:all2"));
  }

  TEST_CASE(
      "an encrypted client without a transformer gets no plain text of rooms and broadcasts") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server, withKey("u1"));
    server.onLoop([&] {
      WebSocketServerHelper& helper = server.helper();
      helper.enableClientEncryption({.clientId = client.id});
      helper.broadcast({.event = "all", .data = 1});
      helper.sendToRoom({.room = "ws-default", .event = "room", .data = 1});
      helper.sendToRoom({.room = client.id, .event = "room", .data = 1});
      helper.sendToClient({.clientId = client.id, .event = "one", .data = 1});
      return 0;
    });
    CHECK(client.next() == R"({"event":"one","data":1})");
    client.sync();
  }

  TEST_CASE(
      "a transformer that waits keeps the order of each client, and has no more at once than it "
      "may") {
    Gate gate;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      requireEncryption(options);
      options.encryptedBatchLimit = 2;
      options.outboundTransformer = [&](const WebSocketOutboundArgs& args) -> Task<Outbound> {
        co_await gate.pass();
        co_return wrap(args);
      };
    });
    std::vector<std::unique_ptr<WebSocketEventClient>> clients;
    for (int index = 0; index < 4; ++index) {
      clients.push_back(std::make_unique<WebSocketEventClient>(server, withKey("u")));
    }
    server.onLoop([&] {
      for (int number = 1; number <= 3; ++number) {
        server.helper().broadcast({.event = "all", .data = number});
      }
      return 0;
    });
    for (int number = 0; number < 12;) {
      server.settle();
      number += server.onLoop([&] { return gate.open(); }) ? 1 : 0;
    }
    for (const auto& client : clients) {
      CHECK(client->next() == wrapped("u:all1"));
      CHECK(client->next() == wrapped("u:all2"));
      CHECK(client->next() == wrapped("u:all3"));
    }
    CHECK(gate.most == 2);
  }

  TEST_CASE("a transformer that hangs, fails or outlives its client stops nobody else") {
    Gate gate;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      requireEncryption(options);
      options.encryptedBatchLimit = 1;
      options.transformTimeout = milliseconds(300);
      options.outboundTransformer = [&](const WebSocketOutboundArgs& args) -> Task<Outbound> {
        if (args.event == "hang") {
          co_await gate.pass();
        }
        co_return wrap(args);
      };
    });
    auto leaving = std::make_unique<WebSocketEventClient>(server, withKey("u1"));
    WebSocketEventClient staying(server, withKey("u2"));
    server.helper().sendToClient({.clientId = leaving->id, .event = "hang", .data = 1});
    server.helper().sendToClient({.clientId = leaving->id, .event = "throw", .data = 1});
    server.helper().sendToClient({.clientId = leaving->id, .event = "one", .data = 1});
    server.helper().sendToClient({.clientId = staying.id, .event = "one", .data = 1});
    CHECK(staying.next() == wrapped("u2:one1"));
    CHECK(leaving->next() == wrapped("u1:one1"));

    server.helper().sendToClient({.clientId = leaving->id, .event = "hang", .data = 1});
    server.helper().sendToClient({.clientId = leaving->id, .event = "one", .data = 1});
    server.settle();
    leaving.reset();
    server.waitForClients(1);
    server.helper().sendToClient({.clientId = staying.id, .event = "two", .data = 2});
    CHECK(staying.next() == wrapped("u2:two2"));
    while (server.onLoop([&] { return gate.open(); })) {
    }
  }

  TEST_CASE("a client for which too much waits for the transformer is closed") {
    Gate gate;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      requireEncryption(options);
      options.serverOptions.hardBackpressureLimit = 1000;
      options.outboundTransformer = [&](const WebSocketOutboundArgs&) -> Task<Outbound> {
        co_await gate.pass();
        co_return std::nullopt;
      };
    });
    WebSocketEventClient client(server, withKey("u1"));
    server.onLoop([&] {
      for (int number = 0; number < 30; ++number) {
        server.helper().sendToClient(
            {.clientId = client.id, .event = "one", .data = std::string(50, 'a')});
      }
      return 0;
    });
    CHECK(client.socket.closeCode() == test::WebSocketClient::LOST);
    server.waitForClients(0);
    while (server.onLoop([&] { return gate.open(); })) {
    }
  }
}

}  // namespace
}  // namespace ignis
