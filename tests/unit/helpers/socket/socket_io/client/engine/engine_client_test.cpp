#include "socket/socket_io/client/engine/engine_client.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

#include "engine_client_thread.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"
#include "scripted_engine_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

/// The ways a session can travel: by one transport, or from the first to the second.
const std::vector<std::vector<std::string>> WAYS{
    {"polling"}, {"websocket"}, {"polling", "websocket"}};

std::string nameOf(const std::vector<std::string>& way) {
  return way.size() == 1 ? way.front() : "polling, then websocket";
}

std::string bytes(std::size_t size) {
  std::string result(size, '\0');
  for (std::size_t index = 0; index < size; ++index) {
    result[index] = static_cast<char>(index * 7);
  }
  return result;
}

}  // namespace

TEST_SUITE("helpers/socket_io/client/EngineClient") {
  TEST_CASE("a session opens, by each transport") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server;
      EngineClientThread client(server.port(), {.transports = way});

      CHECK(client.next() == "open");
      client.waitForTransport(way.back());
      std::string id;
      std::string sid;
      client.run([&] { id = client.client().id(); });
      server.withSocket([&](EngineSocket& socket) { sid = socket.id(); });
      CHECK(id == sid);
    }
  }

  TEST_CASE("text and binary messages travel both ways, in order") {
    for (const auto& way : WAYS) {
      for (const bool forceBase64 : {false, true}) {
        CAPTURE(nameOf(way));
        EngineServerThread server;
        EngineClientThread client(server.port(), {.transports = way, .forceBase64 = forceBase64});
        REQUIRE(client.next() == "open");

        client.run([&] {
          client.client().sendText("", "first");
          client.client().sendText("he", "ad and body");
          client.client().sendText("head only", "");
          const std::string binary = bytes(300);
          client.client().sendBinary(std::as_bytes(std::span(binary)));
          client.client().sendText("", "");
          client.client().sendText(std::string(1000, 'h'), "b");
          client.client().sendText("", "\xE2\x82\xAC");
        });
        CHECK(client.next() == "text first");
        CHECK(client.next() == "text head and body");
        CHECK(client.next() == "text head only");
        CHECK(client.next() == "binary " + bytes(300));
        CHECK(client.next() == "text ");
        CHECK(client.next() == "text " + std::string(1000, 'h') + "b");
        CHECK(client.next() == "text \xE2\x82\xAC");
      }
    }
  }

  TEST_CASE("a thousand messages each way keep their order across the upgrade") {
    EngineServerThread server;
    EngineClientThread client(server.port(), {},
                              [](EngineClientThread& self, std::string_view event) {
                                // Each answer is a reason for the next message, whatever the
                                // session travels by just then.
                                static int sent;
                                if (event == "open") {
                                  sent = 0;
                                  for (; sent < 20; ++sent) {
                                    self.client().sendText("", std::to_string(sent));
                                  }
                                } else if (sent < 1000) {
                                  self.client().sendText("", std::to_string(sent++));
                                }
                              });
    REQUIRE(client.next() == "open");
    bool isInOrder = true;
    for (int index = 0; index < 1000; ++index) {
      isInOrder = client.next() == "text " + std::to_string(index) && isInOrder;
    }
    CHECK(isInOrder);
    client.waitForTransport("websocket");
  }

  TEST_CASE("messages of a megabyte travel both ways") {
    const std::string large(1'000'000, 'x');
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server({.maxHttpBufferSize = 2'000'000});
      EngineClientThread client(server.port(), {.transports = way});
      REQUIRE(client.next() == "open");

      client.send(large);
      client.sendBinary(bytes(1'000'000));
      CHECK(client.next() == "text " + large);
      CHECK(client.next() == "binary " + bytes(1'000'000));
      client.waitForTransport(way.back());
      client.send(large);
      CHECK(client.next() == "text " + large);
    }
  }

  TEST_CASE("a session that the server closes is told") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server;
      EngineClientThread client(server.port(), {.transports = way});
      REQUIRE(client.next() == "open");
      client.waitForTransport(way.back());

      server.withSocket([](EngineSocket& socket) { socket.close(); });
      CHECK(client.next() == "closed transport close");
      CHECK(client.transportName().empty());
    }
  }

  TEST_CASE("what is queued arrives before a session that the client closes ends") {
    for (const auto& way : WAYS) {
      for (const bool isDestroyed : {false, true}) {
        CAPTURE(nameOf(way));
        CAPTURE(isDestroyed);
        EngineServerThread server;
        EngineClientThread client(server.port(), {.transports = way});
        REQUIRE(client.next() == "open");
        client.waitForTransport(way.back());
        EventQueue received;
        server.withSocket([&](EngineSocket& socket) {
          socket.onMessage([&](bool, std::string_view data) { received.add(std::string(data)); });
        });

        client.run([&] {
          client.client().sendText("", "one");
          client.client().sendText("", "two");
          client.client().close();
          if (isDestroyed) {
            client.destroy();
          }
        });
        CHECK(client.next() == "closed forced close");
        CHECK(received.next() == "one");
        CHECK(received.next() == "two");
        CHECK(server.closed().next() == "transport close");
        CHECK(client.isQuiet());
      }
    }
  }

  TEST_CASE("a loop may end while a session says goodbye") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server;
      EngineClientThread client(server.port(), {.transports = way});
      REQUIRE(client.next() == "open");
      client.run([&] { client.client().close(); });
    }
  }

  TEST_CASE("heartbeats are answered") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server({.pingInterval = 50ms, .pingTimeout = 5000ms});
      EngineClientThread client(server.port(), {.transports = way});
      REQUIRE(client.next() == "open");
      for (int ping = 0; ping < 5; ++ping) {
        REQUIRE(client.nextPing() == "ping");
      }
      client.send("still there");
      CHECK(client.next() == "text still there");
    }
  }

  TEST_CASE("a session that is not answered in time fails with timeout") {
    ScriptedEngineServer server([](EnginePeer& peer) { peer.waitForEnd(); });
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineClientThread client(server.port(), {.transports = way, .timeout = 50ms});
      CHECK(client.next() == "failed timeout");
      CHECK(contains(client.description(), "127.0.0.1:" + std::to_string(server.port())));
    }
  }

  TEST_CASE("a server that is not there fails with the name of the transport") {
    std::uint16_t port = 0;
    {
      EngineServerThread server;
      port = server.port();
    }
    EngineClientThread polling(port, {.transports = {"polling"}});
    CHECK(polling.next() == "failed xhr poll error");
    CHECK(contains(polling.description(), "127.0.0.1:" + std::to_string(port)));
    CHECK(contains(polling.description(), "refused"));

    EngineClientThread webSocket(port, {.transports = {"websocket"}});
    CHECK(webSocket.next() == "failed websocket error");
    CHECK(contains(webSocket.description(), "127.0.0.1:" + std::to_string(port)));
  }

  TEST_CASE("with tryAllTransports the next transport is tried") {
    EngineServerThread server({.transports = {"websocket"}});
    EngineClientThread one(server.port(), {});
    CHECK(one.next() == "failed xhr poll error");
    CHECK(contains(one.description(), "400"));
    CHECK(contains(one.description(), "Transport unknown"));

    EngineClientThread all(server.port(), {.tryAllTransports = true});
    CHECK(all.next() == "open");
    CHECK(all.transportName() == "websocket");
  }

  TEST_CASE("a client that is told to begins with WebSocket") {
    EngineServerThread server;
    EngineClientThread client(server.port(), {}, {}, true);
    CHECK(client.next() == "open");
    CHECK(client.transportName() == "websocket");
  }

  TEST_CASE("without upgrade a session stays with polling") {
    EngineServerThread server;
    EngineClientThread client(server.port(), {.upgrade = false});
    CHECK(client.next() == "open");
    client.send("1");
    CHECK(client.next() == "text 1");
    client.send("2");
    CHECK(client.next() == "text 2");
    CHECK(client.transportName() == "polling");
  }

  TEST_CASE("the server sees query, headers and its cookies on every request") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EventQueue seen;
      EngineServerThread server({.cookie = CookieOptions{}}, 1, {}, [&](EngineServer& engine) {
        engine.engine().onHeaders([&](HttpResponse&, const HttpRequest& request) {
          seen.add(std::string(request.query().substr(0, 22)) + " " +
                   std::string(request.header("X-A")) + " " +
                   (contains(request.header("Cookie"), "io=") ? "cookie" : "-"));
        });
      });
      EngineClientThread client(server.port(), {.query = {{"user", "Zo\xC3\xAB"}},
                                                .extraHeaders = {{"X-A", "b"}},
                                                .transports = way,
                                                .withCredentials = true});
      REQUIRE(client.next() == "open");
      CHECK(seen.next() == "user=Zo%C3%AB&EIO=4&tr b -");
      if (way.front() == "polling") {
        client.send("1");
        CHECK(client.next() == "text 1");
        CHECK(seen.next() == "user=Zo%C3%AB&EIO=4&tr b cookie");
        client.waitForTransport(way.back());
        while (!seen.isEmpty()) {
          CHECK(seen.next() == "user=Zo%C3%AB&EIO=4&tr b cookie");
        }
      }
    }
  }

  TEST_CASE("a client may be destroyed in any of its listener's calls") {
    for (const auto& way : WAYS) {
      for (const std::string_view when : {"open", "text", "binary", "closed"}) {
        CAPTURE(nameOf(way));
        CAPTURE(when);
        EngineServerThread server;
        EngineClientThread client(server.port(), {.transports = way},
                                  [when](EngineClientThread& self, std::string_view event) {
                                    if (event.starts_with(when)) {
                                      self.destroy();
                                    } else if (event == "open") {
                                      self.client().sendText("", "1");
                                      self.client().sendBinary(std::as_bytes(std::span("2", 1)));
                                    } else if (event.starts_with("binary")) {
                                      self.client().close();
                                    }
                                  });
        std::string event = client.next();
        while (!event.starts_with(when)) {
          event = client.next();
        }
        CHECK(client.isQuiet());
      }
    }
  }

  TEST_CASE("a client may be destroyed and closed in any state") {
    for (const auto& way : WAYS) {
      CAPTURE(nameOf(way));
      EngineServerThread server;
      EngineClientThread opening(server.port(), {.transports = way});
      opening.run([&] { opening.client().close(); });
      opening.run([&] { opening.client().close(); });
      EngineClientThread open(server.port(), {.transports = way});
      CHECK(open.next() == "open");
      EngineClientThread closed(server.port(), {.transports = way});
      CHECK(closed.next() == "open");
      closed.run([&] {
        closed.client().close();
        closed.client().sendText("", "nobody");
        CHECK_FALSE(closed.client().isOpen());
        CHECK_FALSE(closed.client().isWritable());
      });
      CHECK(closed.next() == "closed forced close");
    }
  }
}
