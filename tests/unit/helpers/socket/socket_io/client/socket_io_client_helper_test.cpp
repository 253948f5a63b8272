#include <ignis/helpers/socket/socket_io/socket_io_client_helper.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "support/redis_server.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/socket/socket_io/client/helper_peer.hpp"

namespace ignis {
namespace {

using socket_io::Ack;
using test::HelperPeer;
using test::WatchedHelper;
using State = SocketIOClientState;

void without(SocketIOClientHelperOptions& options) { options.options.autoConnect = false; }

WatchedHelper::Change withAuth(const Json& auth) {
  return [auth](SocketIOClientHelperOptions& options) { options.options.auth = auth; };
}

TEST_SUITE("helpers/socket/socket_io/SocketIOClientHelper") {
  TEST_CASE("it connects when it is made, and says so") {
    HelperPeer peer;
    WatchedHelper client(peer.url());

    CHECK(client->getIdentifier() == "client");
    CHECK(client.next() == "connected");
    CHECK(client->getState() == State::UNAUTHORIZED);
    CHECK(client->getSocketClient()->connected());
    CHECK(peer.inbox().next() == "connection");
  }

  TEST_CASE("without autoConnect it waits for connect") {
    HelperPeer peer;
    WatchedHelper client(peer.url(), without);
    CHECK_FALSE(client->getSocketClient()->active());

    client->connect();

    CHECK(client.next() == "connected");
  }

  TEST_CASE("a host that is none is refused with its name") {
    SocketIOClientHelperOptions options{.identifier = "client", .host = "ftp://example.com"};

    CHECK_THROWS_AS(SocketIOClientHelper{options}, ApplicationError);
  }

  TEST_CASE("the path of the host is the namespace") {
    HelperPeer peer;
    peer.server().of("/admin").on("connection", [&](socket_io::Socket& socket) {
      peer.inbox().add("admin " + std::string(socket.nsp().name()));
    });
    WatchedHelper client(peer.url() + "/admin");

    CHECK(client.next() == "connected");
    CHECK(peer.inbox().next() == "admin /admin");
  }

  TEST_CASE("an unreachable host is told to onError, the state stays") {
    const auto port = test::freePort();
    WatchedHelper client("http://127.0.0.1:" + std::to_string(port),
                         [](auto& options) { options.options.reconnection = false; });

    CHECK(client.next() == "error xhr poll error");
    CHECK(client->getState() == State::UNAUTHORIZED);
  }

  TEST_CASE("disconnect tells onDisconnected and resets the state") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->authenticate();
    CHECK(client.next() == "authenticated");

    client->disconnect();

    CHECK(client.next() == "disconnected io client disconnect");
    CHECK(client->getState() == State::UNAUTHORIZED);
    CHECK(peer.inbox().skipTo("disconnect") == "disconnect client namespace disconnect");
  }

  TEST_CASE("a server that disconnects is told to onDisconnected") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");

    client->emit({.topic = "leave me"});

    CHECK(client.next() == "disconnected io server disconnect");
    CHECK_FALSE(client->getSocketClient()->active());
  }

  TEST_CASE("to authenticate takes a connection") {
    HelperPeer peer;
    const test::CapturedLog log;
    WatchedHelper client(peer.url(), without);

    client->authenticate();

    CHECK(client->getState() == State::UNAUTHORIZED);
    CHECK(log.last() ==
          "[APP] warn: [SocketIOClientHelper-client] [authenticate] Cannot authenticate | id: "
          "client | "
          "reason: not connected");
  }

  TEST_CASE("authenticate changes the state at once, the answer of the server once more") {
    HelperPeer peer;
    WatchedHelper client(peer.url(), withAuth(Json::object({{"silent", true}})));
    CHECK(client.next() == "connected");

    client->authenticate();

    CHECK(client->getState() == State::AUTHENTICATING);
    CHECK(peer.inbox().skipTo("auth") == "authenticate");
  }

  TEST_CASE("who is authenticated stays so when it asks again") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->authenticate();
    CHECK(client.next() == "authenticated");
    CHECK(client->getState() == State::AUTHENTICATED);

    client->authenticate();
    client.sync();

    CHECK(client->getState() == State::AUTHENTICATED);
    CHECK(peer.inbox().next() == "connection");
    CHECK(peer.inbox().next() == "authenticate");
    CHECK(peer.inbox().isEmpty());
  }

  TEST_CASE("who is refused is unauthorized and gets the server's message") {
    HelperPeer peer;
    WatchedHelper client(peer.url(), withAuth(Json::object({{"refuse", true}})));
    CHECK(client.next() == "connected");

    client->authenticate();

    CHECK(client.next() == "unauthenticated Invalid token");
    CHECK(client->getState() == State::UNAUTHORIZED);
  }

  TEST_CASE("events reach their handlers, typed") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    client->subscribe({.event = "echo", .handler = [&](std::vector<int> numbers, Ack) {
                         client.inbox().add("echo of " + std::to_string(numbers.size()));
                       }});
    CHECK(client.next() == "connected");

    const std::vector<int> numbers{1, 2, 3};
    client->emit({.topic = "echo", .data = numbers});

    CHECK(client.next() == "echo of 3");
  }

  TEST_CASE("binary data goes both ways") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    client->subscribe({.event = "echo", .handler = [&](Bytes bytes) {
                         client.inbox().add(std::string(viewOf(bytes)));
                       }});
    CHECK(client.next() == "connected");

    const Bytes bytes = bytesOf("\x01\x02");
    client->emit({.topic = "echo", .data = bytes});

    CHECK(client.next() == "\x01\x02");
  }

  TEST_CASE("a second handler of an event is ignored unless it is asked for") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    const auto handler = [&] { client.inbox().add("called"); };
    client->subscribe({.event = "echo", .handler = handler});
    client->subscribe({.event = "echo", .handler = handler});
    CHECK(client.next() == "connected");
    client->emit({.topic = "echo", .data = 1});
    CHECK(client.next() == "called");
    client.sync();

    client->subscribe({.event = "echo", .handler = handler, .ignoreDuplicate = false});
    client->emit({.topic = "echo", .data = 2});

    CHECK(client.next() == "called");
    CHECK(client.next() == "called");
    client.sync();
  }

  TEST_CASE("the helper's own events take a handler when duplicates are not ignored") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->subscribe({.event = "ping", .handler = [&] { client.inbox().add("ignored"); }});
    client->subscribe({.event = "ping",
                       .handler = [&] { client.inbox().add("ping"); },
                       .ignoreDuplicate = false});

    peer.server().emit("ping");

    CHECK(client.next() == "ping");
    client.sync();
  }

  TEST_CASE("unsubscribe removes what subscribe has added, and nothing of the helper's own") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->subscribe({.event = "authenticated",
                       .handler = [&] { client.inbox().add("mine"); },
                       .ignoreDuplicate = false});
    client->subscribe({.event = "echo", .handler = [&] { client.inbox().add("echo"); }});

    client->unsubscribeMany({.events = {"authenticated", "echo", "unknown"}});
    client->emit({.topic = "echo", .data = 1});
    client->authenticate();

    CHECK(client.next() == "authenticated");
    CHECK(client->getState() == State::AUTHENTICATED);
    client.sync();
  }

  TEST_CASE("unsubscribe with a handler removes that one") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    const SocketIOClientEventHandler first = [&] { client.inbox().add("first"); };
    const SocketIOClientEventHandler second = [&] { client.inbox().add("second"); };
    for (const auto& handler : {first, second}) {
      client->subscribe({.event = "echo", .handler = handler, .ignoreDuplicate = false});
    }

    client->unsubscribe({.event = "echo", .handler = first});
    client->emit({.topic = "echo", .data = 1});

    CHECK(client.next() == "second");
    client.sync();
  }

  TEST_CASE("many subscriptions are made at once; one without a handler is harmless") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    client->subscribeMany(
        {.events = {{"echo", [&] { client.inbox().add("echo"); }}, {"nothing", nullptr}}});
    CHECK(client.next() == "connected");

    client->emit({.topic = "echo", .data = 1});

    CHECK(client.next() == "echo");
    CHECK_FALSE(client->getSocketClient()->hasListeners("nothing"));
  }

  TEST_CASE("emit sends the data and calls back") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");

    client->emit(
        {.topic = "message", .data = Json::object({{"text", "hello"}}), .doLog = true, .cb = [&] {
           client.inbox().add("called back");
         }});
    client->emit({.topic = "message"});

    CHECK(client.next() == "called back");
    CHECK(peer.inbox().next() == "connection");
    CHECK(peer.inbox().next() == R"(message {"text":"hello"})");
    CHECK(peer.inbox().next() == "message nothing");
  }

  TEST_CASE("emit needs a connection, then a topic") {
    HelperPeer peer;
    WatchedHelper client(peer.url(), without);
    const auto refusal = [&](std::string_view topic) -> std::string {
      try {
        client->emit({.topic = topic});
        return "none";
      } catch (const ApplicationError& error) {
        return std::to_string(error.statusCode()) + " " + error.what();
      }
    };

    CHECK(refusal("") == "400 Invalid socket client state to emit");
    client->connect();
    CHECK(client.next() == "connected");
    CHECK(refusal("") == "400 Topic is required to emit");
  }

  TEST_CASE("rooms are joined and left by events; without a connection nothing happens") {
    HelperPeer peer;
    WatchedHelper client(peer.url(), without);
    client->joinRooms({.rooms = {"a"}});
    client->leaveRooms({.rooms = {"a"}});
    client->connect();
    CHECK(client.next() == "connected");

    client->joinRooms({.rooms = {"a", "b"}});
    client->leaveRooms({.rooms = {"b"}});

    CHECK(peer.inbox().next() == "connection");
    CHECK(peer.inbox().next() == R"(join {"rooms":["a","b"]})");
    CHECK(peer.inbox().next() == R"(leave {"rooms":["b"]})");
  }

  TEST_CASE("what handlers and callbacks throw is logged, coroutines' too, and changes nothing") {
    HelperPeer peer;
    test::Inbox log;
    LoggerFactory::configure({.console = false, .sink = [&](std::string_view line) {
                                if (line.find(" error: ") != std::string_view::npos) {
                                  log.add(std::string(line.substr(line.rfind("] ") + 2)));
                                }
                              }});
    {
      WatchedHelper client(peer.url(), [](auto& options) {
        options.onConnected = []() -> Task<void> {
          throw std::runtime_error("late");
          co_return;
        };
        options.onAuthenticated = [] { throw std::runtime_error("at once"); };
      });
      CHECK(log.next() == "onConnected callback error | error: late");
      client->subscribe({.event = "echo", .handler = [](Json data) {
                           throw std::runtime_error("plain " + data.dump());
                         }});
      client->subscribe({.event = "echo",
                         .handler = [](Json data) -> Task<void> {
                           throw std::runtime_error("awaited " + data.dump());
                           co_return;
                         },
                         .ignoreDuplicate = false});

      client->emit({.topic = "echo", .data = 7});
      client->authenticate();

      CHECK(log.next() == "Handler error | event: echo | error: plain 7");
      CHECK(log.next() == "Handler error | event: echo | error: awaited 7");
      CHECK(log.next() == "onAuthenticated callback error | error: at once");
      client.sync();
      CHECK(client->getState() == State::AUTHENTICATED);
    }
    LoggerFactory::configure({});
  }

  TEST_CASE("shutdown disconnects, resets, and removes every listener") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->subscribe({.event = "echo", .handler = [] {}});
    client->authenticate();
    CHECK(client.next() == "authenticated");

    client->shutdown();

    CHECK(client->getState() == State::UNAUTHORIZED);
    CHECK(peer.inbox().skipTo("disconnect") == "disconnect client namespace disconnect");
    CHECK_FALSE(client->getSocketClient()->connected());
    CHECK_FALSE(client->getSocketClient()->hasListeners("echo"));
    CHECK_FALSE(client->getSocketClient()->hasListeners("connect"));
    CHECK(client.inbox().isEmpty());
  }

  TEST_CASE("shutdown ends a client that is still connecting") {
    HelperPeer peer;
    const auto port = test::freePort();
    WatchedHelper client("http://127.0.0.1:" + std::to_string(port));
    CHECK(client.next() == "error xhr poll error");

    client->shutdown();

    const auto socket = client->getSocketClient();
    std::promise<bool> isActive;
    socket->loop().post([&] { isActive.set_value(socket->active()); });
    CHECK_FALSE(isActive.get_future().get());
  }

  TEST_CASE("a client that was shut down connects again without its callbacks") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    CHECK(client.next() == "connected");
    client->shutdown();

    client->connect();
    CHECK(peer.inbox().next() == "connection");
    peer.inbox().skipTo("connection");
    client->subscribe({.event = "authenticated",
                       .handler = [&] { client.inbox().add("mine"); },
                       .ignoreDuplicate = false});
    client.sync();
    client->authenticate();

    CHECK(client.next() == "mine");
    CHECK(client->getState() == State::AUTHENTICATED);
    client->disconnect();
    CHECK(peer.inbox().skipTo("disconnect") == "disconnect client namespace disconnect");
    CHECK(client.inbox().isEmpty());
  }

  TEST_CASE("five rapid connects and shutdowns leave nobody on the server") {
    HelperPeer peer;
    WatchedHelper client(peer.url());
    for (int round = 0; round < 5; ++round) {
      client->connect();
      client->shutdown();
    }
    client.destroy();

    WatchedHelper last(peer.url());
    CHECK(last.next() == "connected");
    last.sync();
    int connected = 0;
    while (!peer.inbox().isEmpty()) {
      connected += peer.inbox().next() == "connection" ? 1 : -1;
    }
    CHECK(connected == 1);
  }

  TEST_CASE("ten clients are there at once, each with a connection of its own") {
    HelperPeer peer;
    std::vector<std::unique_ptr<WatchedHelper>> clients;
    for (int index = 0; index < 10; ++index) {
      clients.push_back(std::make_unique<WatchedHelper>(peer.url()));
    }

    for (const auto& client : clients) {
      CHECK(client->next() == "connected");
    }
    clients.front()->destroy();
    for (std::size_t index = 1; index < clients.size(); ++index) {
      clients[index]->sync();
    }
  }

  TEST_CASE("it lives on a loop of its user's") {
    HelperPeer peer;
    EventLoop loop;
    std::string seen;
    std::unique_ptr<SocketIOClientHelper> client;
    SocketIOClientHelperOptions options{.identifier = "client", .host = peer.url()};
    options.options.path = "/io";
    options.options.loop = &loop;
    options.onConnected = [&]() -> Task<void> {
      seen =
          co_await client->getSocketClient()->emitWithAck<Json>("sync") == Json() ? "synced" : "";
      loop.post([&] {
        client.reset();
        loop.post([&] { loop.stop(); });
      });
    };
    loop.post([&] { client = std::make_unique<SocketIOClientHelper>(options); });

    loop.run();

    CHECK(seen == "synced");
  }
}

}  // namespace
}  // namespace ignis
