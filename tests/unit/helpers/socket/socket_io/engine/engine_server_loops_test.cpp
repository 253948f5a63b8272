#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "engine_server_thread.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

// New connections go to the loops in turn, so the connections of one client are on different loops.
TEST_SUITE("helpers/socket_io/EngineServer loops") {
  TEST_CASE("a session is served whichever loop its requests arrive on") {
    for (const std::size_t threads : {2, 3, 4}) {
      CAPTURE(threads);
      EngineServerThread server({}, threads);
      std::vector<std::unique_ptr<PollingClient>> clients;
      for (int count = 0; count < 4; ++count) {
        clients.push_back(std::make_unique<PollingClient>(server.port()));
      }
      for (const auto& client : clients) {
        client->startPoll();
        CHECK(client
                  ->post("4a\x1e"
                         "4b")
                  .ends_with("ok"));
        CHECK(bodyOf(client->finishPoll()) ==
              "4a\x1e"
              "4b");
        CHECK(client->other("POST", "4c").ends_with("ok"));
        CHECK(client->poll() == "4c");
      }
      CHECK(server.server().clientsCount() == clients.size());
    }
  }

  TEST_CASE("a WebSocket finds its session on another loop") {
    EngineServerThread server({}, 4);
    for (int count = 0; count < 8; ++count) {
      CAPTURE(count);
      PollingClient client(server.port());
      std::vector<std::unique_ptr<HttpClient>> others;
      for (int other = 0; other < count % 4; ++other) {
        others.push_back(std::make_unique<HttpClient>(server.port()));
      }
      client.post("4first");
      WebSocketClient webSocket(server.port(), client.target("websocket"));
      webSocket.sendText("2probe");
      CHECK(webSocket.receiveText() == "3probe");
      webSocket.sendText("5");
      CHECK(webSocket.receiveText() == "4first");
      webSocket.sendText("4second");
      CHECK(webSocket.receiveText() == "4second");
      CHECK(bodyOf(client.other("GET")) == BAD_REQUEST);
      webSocket.sendText("1");
      CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
      CHECK(server.closed().next() == "transport close");
    }
    CHECK(server.server().clientsCount() == 0);
  }

  TEST_CASE("what is wrong is told across loops") {
    EngineServerThread server({}, 3);
    for (int count = 0; count < 3; ++count) {
      PollingClient client(server.port());
      CHECK(bodyOf(request(server.port(), "GET",
                           "/engine.io/?EIO=3&transport=polling&sid=" + client.sid())) ==
            BAD_REQUEST);
      client.startPoll();
      server.waitForPoll();
      CHECK(client.post("abc").starts_with("HTTP/1.1 400 "));
      CHECK(bodyOf(client.finishPoll()) == "1");
      CHECK(bodyOf(client.other("GET")) == UNKNOWN_SID);
      WebSocketClient webSocket(server.port(), client.target("websocket"));
      CHECK(webSocket.body() == "Session ID unknown");
    }
  }

  TEST_CASE("a client that goes away is noticed across loops") {
    EngineServerThread server({}, 3);
    for (int count = 0; count < 6; ++count) {
      PollingClient client(server.port());
      client.startPoll();
      server.waitForPoll();
      client.abortPoll();
      CHECK(server.closed().next() == "transport error");
    }
  }

  TEST_CASE("clients on all loops at once") {
    EngineServerThread server({}, 4);
    std::vector<std::thread> threads;
    std::atomic<int> echoed{0};
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int round = 0; round < 10; ++round) {
          PollingClient client(server.port());
          client.startPoll();
          client.post("4x");
          echoed += bodyOf(client.finishPoll()) == "4x" ? 1 : 0;
          WebSocketClient webSocket(server.port(), client.target("websocket"));
          webSocket.sendText("2probe");
          webSocket.receiveText();
          webSocket.sendText("5");
          webSocket.sendText("4y");
          echoed += webSocket.receiveText() == "4y" ? 1 : 0;
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    CHECK(echoed == 80);
  }

  TEST_CASE("a server closes with polls and upgrades under way on every loop") {
    EngineServerThread server({}, 4);
    std::vector<std::unique_ptr<PollingClient>> clients;
    std::vector<std::unique_ptr<WebSocketClient>> webSockets;
    for (int count = 0; count < 6; ++count) {
      clients.push_back(std::make_unique<PollingClient>(server.port()));
      clients.back()->startPoll();
      server.waitForPoll();
      webSockets.push_back(
          std::make_unique<WebSocketClient>(server.port(), clients.back()->target("websocket")));
    }
    server.close();
    for (const auto& client : clients) {
      CHECK(bodyOf(client->finishPoll()) == "1");
    }
    CHECK(server.server().clientsCount() == 0);
  }
}
