#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

#include "engine_client_thread.hpp"
#include "scripted_engine_server.hpp"
#include "socket/socket_io/client/engine/engine_client.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;

TEST_SUITE("helpers/socket_io/client/EngineClient: polling") {
  TEST_CASE("packets are put together up to what the server takes in one POST") {
    EventQueue bodies;
    std::promise<void> released;
    const auto release = released.get_future().share();
    const ScriptedEngineServer server([&](EnginePeer& peer) {
      for (bool isFirst = true;; isFirst = false) {
        const auto request = peer.receive();
        if (request.isPost()) {
          bodies.add(request.body);
          release.wait();
          peer.answer("ok");
        } else if (isFirst) {
          peer.answer(R"(0{"sid":"abc","pingInterval":25000,"pingTimeout":20000,"maxPayload":12})");
        }
      }
    });
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    REQUIRE(client.next() == "open");
    client.run([&] { CHECK(client.client().isWritable()); });

    client.send("first");
    CHECK(bodies.next() == "4first");
    client.run([&] {
      CHECK_FALSE(client.client().isWritable());
      for (const std::string_view text : {"123", "456", "78", "9", "much longer than that", "z"}) {
        client.client().sendText("", text);
      }
      client.client().sendBinary(std::as_bytes(std::span("\x01\x02", 2)));
    });
    CHECK(bodies.isEmpty());
    released.set_value();

    CHECK(bodies.next() ==
          "4123\x1e"
          "4456");
    CHECK(bodies.next() ==
          "478\x1e"
          "49");
    CHECK(bodies.next() == "4much longer than that");
    CHECK(bodies.next() ==
          "4z\x1e"
          "bAQI=");
  }

  TEST_CASE("requests look like those of the original") {
    EventQueue heads;
    const ScriptedEngineServer server([&](EnginePeer& peer) {
      for (bool isFirst = true;; isFirst = false) {
        const auto request = peer.receive();
        heads.add(request.head);
        if (request.isPost()) {
          peer.answer("ok");
        } else if (isFirst) {
          peer.answer(openPacket());
        }
      }
    });
    EngineClientThread client(
        server.port(),
        {.extraHeaders = {{"X-A", "1"}}, .transports = {"polling"}, .timestampRequests = false});
    REQUIRE(client.next() == "open");

    const std::string handshake = heads.next();
    CHECK(handshake.starts_with("GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\n"));
    CHECK(contains(handshake, "accept: */*\r\n"));
    CHECK(contains(handshake, "X-A: 1\r\n"));
    CHECK(contains(handshake, "127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
    CHECK(heads.next().starts_with("GET /engine.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\n"));

    client.send("x");
    const std::string post = heads.next();
    CHECK(post.starts_with("POST /engine.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\n"));
    CHECK(contains(post, "content-type: text/plain;charset=UTF-8\r\n"));
    CHECK(contains(post, "accept: */*\r\n"));
    CHECK(contains(post, "X-A: 1\r\n"));
  }

  TEST_CASE("what follows the handshake in its answer is received after it") {
    const ScriptedEngineServer server(pollingScript({openPacket() + "\x1e"
                                                                    "4first\x1e"
                                                                    "4second"}));
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "text first");
    CHECK(client.next() == "text second");
  }

  TEST_CASE("a session survives a server that closes its connections between requests") {
    std::atomic<int> polls = 0;
    const ScriptedEngineServer server([&](EnginePeer& peer) {
      if (peer.receive().isPost()) {
        return peer.answer("ok", "200 OK", "Connection: close\r\n");
      }
      const int poll = polls++;
      if (poll > 2) {
        peer.waitForEnd();
      }
      peer.answer(poll == 0 ? openPacket() : "4" + std::to_string(poll), "200 OK",
                  "Connection: close\r\n");
    });
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "text 1");
    CHECK(client.next() == "text 2");
    client.send("x");
    client.send("y");
    CHECK(client.isQuiet());
  }
}
