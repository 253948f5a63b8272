#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine_server_thread.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

TEST_SUITE("helpers/socket_io/EngineServer upgrade") {
  TEST_CASE("a polling session moves on to WebSocket") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();

    WebSocketClient webSocket(server.port(), client.target("websocket"));
    CHECK(webSocket.isUpgraded());
    webSocket.sendText("2probe");
    CHECK(webSocket.receiveText() == "3probe");
    CHECK(bodyOf(client.finishPoll()) == "6");
    server.withSocket([](EngineSocket& socket) { CHECK(socket.transportName() == "polling"); });
    webSocket.sendText("5");
    webSocket.sendText("4hello");
    CHECK(webSocket.receiveText() == "4hello");
    webSocket.sendBinary("\x01\x02");
    const auto binary = webSocket.receive();
    CHECK(binary.opcode == 2);
    CHECK(binary.payload == "\x01\x02");

    server.withSocket([](EngineSocket& socket) { CHECK(socket.transportName() == "websocket"); });
    CHECK(bodyOf(client.other("GET")) == BAD_REQUEST);
    CHECK(bodyOf(client.post("4late")) == BAD_REQUEST);
    CHECK(server.server().clientsCount() == 1);
    webSocket.sendClose();
    CHECK(server.closed().next() == "transport close");
  }

  TEST_CASE("nothing is lost and nothing overtakes") {
    EngineServerThread server;
    PollingClient client(server.port());
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    webSocket.sendText("2probe");
    CHECK(webSocket.receiveText() == "3probe");
    server.withSocket([](EngineSocket& socket) { socket.send("1"); });
    CHECK(client.poll() == "41");  // messages still go through polling
    server.withSocket([](EngineSocket& socket) {
      socket.send("2");
      socket.sendBinary("\xff");
      socket.send("3");
    });
    webSocket.sendText("5");
    CHECK(webSocket.receiveText() == "42");
    CHECK(webSocket.receive().payload == "\xff");
    CHECK(webSocket.receiveText() == "43");
    webSocket.sendText("4next");
    CHECK(webSocket.receiveText() == "4next");
  }

  TEST_CASE("a poll that is still pending is released") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    webSocket.sendText("5");
    CHECK(bodyOf(client.finishPoll()) == "1");
    webSocket.sendText("4x");
    CHECK(webSocket.receiveText() == "4x");
  }

  TEST_CASE("a second WebSocket for a session is closed and changes nothing") {
    EngineServerThread server;
    PollingClient client(server.port());
    WebSocketClient first(server.port(), client.target("websocket"));
    first.sendText("2probe");
    CHECK(first.receiveText() == "3probe");
    {
      WebSocketClient second(server.port(), client.target("websocket"));
      CHECK(second.isUpgraded());
      CHECK(second.closeCode() == WebSocketClient::NO_CODE);
    }
    first.sendText("5");
    first.sendText("4x");
    CHECK(first.receiveText() == "4x");
    WebSocketClient third(server.port(), client.target("websocket"));
    CHECK(third.closeCode() == WebSocketClient::NO_CODE);
    first.sendText("4y");
    CHECK(first.receiveText() == "4y");
  }

  TEST_CASE("another packet before the upgrade closes the WebSocket only") {
    EngineServerThread server;
    PollingClient client(server.port());
    for (const std::string_view packet : {"4x", "2", "abc", ""}) {
      WebSocketClient webSocket(server.port(), client.target("websocket"));
      webSocket.sendText(packet);
      CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
    }
    {
      WebSocketClient webSocket(server.port(), client.target("websocket"));
      webSocket.sendBinary("5");
      CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
    }
    CHECK(client.post("4x").ends_with("ok"));
    CHECK(client.poll() == "4x");
  }

  TEST_CASE("bytes that are no WebSocket frame end the upgrade only") {
    EngineServerThread server;
    PollingClient client(server.port());
    for (const std::string_view junk : {"\xff\xff", "GET / HTTP/1.1\r\n\r\n", "\x81\x01x"}) {
      WebSocketClient webSocket(server.port(), client.target("websocket"));
      webSocket.sendRaw(junk);
      CHECK(webSocket.closeCode() == 1002);
    }
    CHECK(client.post("4x").ends_with("ok"));
    CHECK(client.poll() == "4x");
  }

  TEST_CASE("an upgrade that is not finished in time is given up") {
    EngineServerThread server({.upgradeTimeout = 50ms});
    PollingClient client(server.port());
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    webSocket.sendText("2probe");
    CHECK(webSocket.receiveText() == "3probe");
    CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
    client.post("4x");
    CHECK(client.poll() == "4x");

    WebSocketClient again(server.port(), client.target("websocket"));
    again.sendText("5");
    again.sendText("4y");
    CHECK(again.receiveText() == "4y");
  }

  TEST_CASE("a session that ends takes its unfinished upgrade along") {
    EngineServerThread server;
    PollingClient client(server.port());
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    client.post("1");
    CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
    CHECK(server.closed().next() == "transport close");
  }

  TEST_CASE("a WebSocket that is lost before the upgrade changes nothing") {
    EngineServerThread server;
    PollingClient client(server.port());
    { WebSocketClient webSocket(server.port(), client.target("websocket")); }
    while (server.connectionCount() > 2) {
      std::this_thread::yield();
    }
    WebSocketClient again(server.port(), client.target("websocket"));
    again.sendText("5");
    again.sendText("4y");
    CHECK(again.receiveText() == "4y");
  }

  TEST_CASE("upgrades that are not allowed are refused") {
    EngineServerThread server({.allowUpgrades = false});
    PollingClient client(server.port());
    CHECK(contains(client.handshake(), R"("upgrades":[],)"));
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    CHECK(webSocket.head().starts_with("HTTP/1.1 400 "));
    CHECK(webSocket.body() == "Bad request");
    CHECK(client.post("4x").ends_with("ok"));
  }

  TEST_CASE("a peer without binary frames gets base64") {
    EngineServerThread server;
    WebSocketClient webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket&b64=1");
    webSocket.receiveText();
    webSocket.sendText("bAQI=");
    CHECK(webSocket.receiveText() == "bAQI=");
  }

  TEST_CASE("close and garbage end a session over WebSocket") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"1", "transport close"},
        {"2probe", "transport error"},
        {"abc", "parse error"},
        {"", "parse error"},
    };
    for (const auto& [packet, reason] : cases) {
      CAPTURE(packet);
      EngineServerThread server;
      WebSocketClient webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket");
      webSocket.receiveText();
      webSocket.sendText(packet);
      CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
      CHECK(server.closed().next() == reason);
    }
  }

  TEST_CASE("closing the server ends unfinished upgrades") {
    EngineServerThread server;
    PollingClient client(server.port());
    WebSocketClient webSocket(server.port(), client.target("websocket"));
    webSocket.sendText("2probe");
    CHECK(webSocket.receiveText() == "3probe");
    server.run([&] { return server.server().close(); });
    CHECK(webSocket.closeCode() == WebSocketClient::NO_CODE);
  }
}
