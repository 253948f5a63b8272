#include "socket/websocket/websocket_client_connection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "unit/helpers/socket/websocket/client_frames.hpp"
#include "unit/helpers/socket/websocket/websocket_test_client.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;
using Client = test::WebSocketTestClient;
using test::Events;
using test::frame;
using test::masked;
using test::receiveFrame;
using test::ScriptedServer;
using test::upgrade;

TEST_SUITE("helpers/socket/websocket/WebSocketClientConnection") {
  TEST_CASE("an answer that is no handshake says what is wrong with it") {
    struct Example {
      std::string answer;
      std::string_view description;
    };
    const Example examples[] = {
        {"HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nnever",
         "Unexpected server response: 400"},
        {"HTTP/1.1 200 OK\r\n\r\n", "Unexpected server response: 200"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n",
         "Unexpected server response: 503"},
        {"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
         "Unexpected server response: 302 | to: / | rule: redirections are not followed | "
         "server: "},
        {"HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\n\r\n", "Invalid Upgrade header"},
        {"HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
         "Invalid Sec-WebSocket-Accept header"},
        {"HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
         "Invalid Sec-WebSocket-Accept header"},
        {"SSH-2.0-OpenSSH\r\n\r\n", "The answer to the handshake cannot be used: "},
        {"HTTP/1.1 101 Yes\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n",
         "The answer to the handshake cannot be used: its header is larger than 16384 bytes"},
        {std::string(20'000, 'x'), "The answer to the handshake cannot be used: "},
        {"HTTP/1.1 101 Yes\r\nUpgr", "The server has closed the connection without a goodbye"},
    };
    for (const auto& [answer, expected] : examples) {
      CAPTURE(answer.substr(0, 100));
      ScriptedServer server([&answer](ScriptedServer& self) {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send(answer);
        peer->closeSending();
        peer->receiveAll();
      });
      Client client(server);

      client.run();

      CHECK(client.events == Events{"unclean"});
      CAPTURE(client.description);
      CHECK(client.description.starts_with(expected));
    }
  }

  TEST_CASE("what was not offered is not accepted") {
    std::string_view headers;
    std::string_view description;
    SUBCASE("an extension") {
      headers = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
      description = "Server sent a Sec-WebSocket-Extensions header but no extension was requested";
    }
    SUBCASE("a subprotocol") {
      headers = "Sec-WebSocket-Protocol: chat\r\n";
      description = "Server sent a subprotocol but none was requested";
    }
    ScriptedServer server([&](ScriptedServer& self) {
      const auto peer = self.accept();
      upgrade(*peer, headers);
      peer->receiveAll();
    });
    Client client(server);

    client.run();

    CHECK(client.events == Events{"unclean"});
    CHECK(client.description.starts_with(description));
  }

  TEST_CASE("a server that breaks the protocol is told so and left") {
    struct Example {
      std::string bytes;
      std::uint16_t code;
      std::string_view reason;
    };
    const Example examples[] = {
        {masked(0x81, "x"), 1002, "Server frame masked"},
        {"\xC1\x01x", 1002, "Reserved bits set"},
        {"\x83\x01x", 1002, "Unknown opcode"},
        {std::string("\x81\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10), 1009, "Message too big"},
        {std::string("\x82\x7E\x04\x01", 4), 1009, "Message too big"},
        {"\x81\x01\xFF", 1007, "Invalid UTF-8"},
        {frame(WebSocketOpcode::CLOSE, "\x03\xE7"), 1002, "Invalid close code"},
        {frame(WebSocketOpcode::CLOSE, "x"), 1002, "Invalid close code"},
    };
    for (const auto& [bytes, code, reason] : examples) {
      CAPTURE(reason);
      std::string answer;
      ScriptedServer server([&](ScriptedServer& self) {
        const auto peer = self.accept();
        upgrade(*peer);
        peer->send(bytes);
        answer = receiveFrame(*peer);
        peer->receiveAll();
      });
      Client client(server, 1024);

      client.run();
      client.settle();

      CHECK(client.events == Events{"open", "unclean"});
      CHECK(client.description == "The server broke the protocol | code: " + std::to_string(code) +
                                      " | reason: " + std::string(reason) +
                                      " | server: 127.0.0.1:" + std::to_string(server.port()));
      CHECK(answer == "\x88" + encodeClosePayload(code, {}));
    }
  }

  TEST_CASE("a server that does not answer the handshake is given up") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 101 Switching");
      peer->receiveAll();
    });
    Client client(server);

    client.run(50ms);

    CHECK(client.events == Events{"unclean"});
    CHECK(client.description ==
          "The server has not answered the handshake in time | server: 127.0.0.1:" +
              std::to_string(server.port()));
  }

  TEST_CASE("a server that does not answer the goodbye is left") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      upgrade(*peer);
      CHECK(receiveFrame(*peer) == "\x88\x03\xE8");
      peer->send(frame(WebSocketOpcode::TEXT, "still here"));
      peer->receiveAll();
    });
    Client client(server);
    client.whenOpen = [&] { client.webSocket->close(); };

    client.run();
    client.drain();

    CHECK(client.events == Events{"open", "unclean"});
    CHECK(client.description ==
          "The server has not answered the goodbye in time | server: 127.0.0.1:" +
              std::to_string(server.port()));
  }

  TEST_CASE("a server that floods pings and does not read gets fewer pongs, and no memory grows") {
    constexpr int PINGS = 100'000;
    std::size_t pongBytes = 0;
    ScriptedServer server([&](ScriptedServer& self) {
      const auto peer = self.accept();
      upgrade(*peer);
      std::string flood;
      for (int count = 0; count < PINGS; ++count) {
        flood += frame(WebSocketOpcode::PING, "");
      }
      peer->send(flood + frame(WebSocketOpcode::TEXT, "done"));
      pongBytes = peer->receiveAll().size();
    });
    Client client(server, 1024, {.backpressureLimit = 1000, .hardOutputLimit = 10'000});
    client.whenMessage = [&] {
      client.webSocket->close();
      client.webSocket.reset();
      client.loop.stop();
    };

    client.run();
    client.settle();

    CHECK(client.events.front() == "open");
    CHECK(client.events[1] == "text done");
    CHECK(pongBytes < PINGS * std::size_t{6});
  }
}

}  // namespace
}  // namespace ignis
