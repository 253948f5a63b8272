#include "socket/websocket/websocket_client_connection.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "unit/helpers/socket/websocket/websocket_test_client.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;
using Client = test::WebSocketTestClient;
using test::Events;
using test::frame;
using test::receiveFrame;
using test::ScriptedServer;
using test::upgrade;

/// Our own server on a thread: it echoes, and answers `bye` with a close.
class EchoServer {
 public:
  explicit EchoServer(WebSocketOptions options = {})
      : options_(std::move(options)), server_(loops_, {.host = "127.0.0.1", .port = 0}) {
    server_.setHandler([this](HttpExchange& exchange) {
      acceptWebSocket(exchange, options_, std::make_unique<Handler>(), "Set-Cookie: a=b\r\n");
    });
    server_.listen();
    thread_ = std::thread([this] { loops_.run(); });
  }
  ~EchoServer() { finish(); }

  void finish() {
    if (!thread_.joinable()) {
      return;
    }
    loops_.main().spawn("close", [this]() -> Task<void> {
      co_await server_.close(std::chrono::milliseconds{0});
      loops_.stop();
    });
    thread_.join();
  }

  std::uint16_t port() const { return server_.port(); }

 private:
  class Handler final : public IWebSocketHandler {
   public:
    void onOpen(WebSocketConnection&) override {}
    void onMessage(WebSocketConnection& connection, bool isBinary,
                   std::string_view payload) override {
      if (payload == "bye") {
        connection.close(4001, "as you like");
      } else if (payload == "ping") {
        connection.ping("are you there");
        connection.sendText("pinged");
      } else {
        isBinary ? connection.sendBinary(payload) : connection.sendText(payload);
      }
    }
    void onClose(WebSocketConnection&, std::uint16_t, std::string_view) override {}
  };

  WebSocketOptions options_;
  EventLoopGroup loops_{1};
  HttpServer server_;
  std::thread thread_;
};

TEST_SUITE("helpers/socket/websocket/WebSocketClientConnection") {
  TEST_CASE("messages of every size go to our server and come back") {
    EchoServer server;
    Client client(server);
    const std::vector<std::size_t> sizes{0, 1, 7, 125, 126, 65535, 65536, 1'000'000};
    client.whenOpen = [&] {
      for (const std::size_t size : sizes) {
        client.webSocket->sendText("", std::string(size, 'x'));
        client.webSocket->sendBinary(std::vector<std::byte>(size, std::byte{0xFF}));
      }
      client.webSocket->sendText("4", "2[\"a\xC3\xA9\"]");
      client.webSocket->sendText("", "bye");
    };

    client.run();

    Events expected{"cookie a=b", "open"};
    for (const std::size_t size : sizes) {
      const auto shown = [size](char c) {
        return size > 100 ? std::to_string(size) : std::string(size, c);
      };
      expected.push_back("text " + shown('x'));
      expected.push_back("binary " + shown('\xFF'));
    }
    expected.insert(expected.end(), {"text 42[\"a\xC3\xA9\"]", "clean"});
    CHECK(client.events == expected);
    CHECK(client.drains > 0);
    CHECK(client.description ==
          "The WebSocket was closed | code: 4001 | reason: as you like | "
          "server: 127.0.0.1:" +
              std::to_string(server.port()));
  }

  TEST_CASE("a close is answered by the server") {
    EchoServer server;
    Client client(server);
    client.whenOpen = [&] {
      client.webSocket->close();
      client.webSocket->sendText("", "too late");
      client.webSocket->close();
    };

    client.run();

    CHECK(client.events == Events{"cookie a=b", "open", "clean"});
    CHECK(client.description.find("code: 1000") != std::string::npos);
  }

  TEST_CASE("the handshake asks for what it was told and offers nothing else") {
    std::string request;
    ScriptedServer server([&](ScriptedServer& self) {
      const auto peer = self.accept();
      request = upgrade(*peer);
    });
    Client client(server);

    client.run();
    server.finish();

    const std::size_t key = request.find("Sec-WebSocket-Key: ");
    REQUIRE(key != std::string::npos);
    request.erase(key + 19, 24);
    CHECK(request ==
          "GET /chat?a=1 HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\n"
          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \r\n"
          "X-Test: yes\r\n\r\n");
    CHECK(client.events == Events{"open", "unclean"});
    CHECK(client.description.starts_with("The server has closed the connection without a goodbye"));
  }

  TEST_CASE("frames that come with the answer or in pieces arrive whole") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      upgrade(*peer, "");
      const std::string bytes = frame(WebSocketOpcode::TEXT, "first") + std::string("\x01\x02he") +
                                frame(WebSocketOpcode::PING, "") + std::string("\x80\x03llo") +
                                frame(WebSocketOpcode::BINARY, std::string(300, 'b')) +
                                frame(WebSocketOpcode::CLOSE, "");
      for (const char c : bytes) {
        peer->send({&c, 1});
      }
      CHECK(receiveFrame(*peer) == "\x8A");
      CHECK(receiveFrame(*peer) == "\x88");
      CHECK(peer->receiveAll() == "");
    });
    Client client(server);

    client.run();
    client.drain();

    CHECK(client.events == Events{"open", "text first", "text hello", "binary 300", "clean"});
    CHECK(client.description.find("code: 1005") != std::string::npos);
  }

  TEST_CASE("a WebSocket that is closed before it is open is told once, later") {
    ScriptedServer server([](ScriptedServer&) {});
    Client client(server);
    client.webSocket->open({.target = "/", .hostHeader = "host"}, 10s);

    client.webSocket->close();
    CHECK(client.events.empty());
    client.loop.run();

    CHECK(client.events == Events{"unclean"});
    CHECK(client.description == "WebSocket was closed before the connection was established");
  }

  TEST_CASE("whoever destroys it is told nothing more") {
    EchoServer server;
    Client client(server);
    const auto destroy = [&] {
      client.webSocket.reset();
      client.loop.stop();
    };
    SUBCASE("when it opens") { client.whenOpen = destroy; }
    SUBCASE("in a message") {
      client.whenOpen = [&] {
        client.webSocket->sendText("", "one");
        client.webSocket->sendText("", "two");
      };
      client.whenMessage = destroy;
    }

    client.run();
    client.drain();

    CHECK(client.events.back() != "unclean");
    CHECK(client.events.back() != "text two");
  }

  TEST_CASE("after a close, what is queued is written although it is destroyed") {
    std::string received;
    ScriptedServer server([&](ScriptedServer& self) {
      const auto peer = self.accept();
      upgrade(*peer);
      received = receiveFrame(*peer);
      received += receiveFrame(*peer);
      peer->receiveAll();
    });
    Client client(server);
    client.whenOpen = [&] {
      client.webSocket->sendText("4", "1");
      client.webSocket->close();
      client.webSocket.reset();
      client.loop.stop();
    };

    client.run();
    client.settle();

    CHECK(received ==
          "\x81"
          "41"
          "\x88\x03\xE8");
    CHECK(client.events == Events{"open"});
  }

  TEST_CASE("an answer to a ping carries its payload") {
    EchoServer server({.idleTimeout = std::chrono::milliseconds{0}});
    Client client(server);
    client.whenOpen = [&] { client.webSocket->sendText("", "ping"); };
    client.whenMessage = [&] { client.webSocket->close(); };

    client.run();

    CHECK(client.events == Events{"cookie a=b", "open", "text pinged", "clean"});
  }
}

}  // namespace
}  // namespace ignis
