#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::string_literals;

namespace ignis {

namespace {

/// A masked text frame (RFC 6455 section 5.2); the mask of zeros keeps the payload readable.
std::string textFrame(std::string_view payload) {
  return "\x81"s + static_cast<char>(0x80 | payload.size()) + "\0\0\0\0"s + std::string(payload);
}

const std::string HEADERS =
    "Host: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

}  // namespace

TEST_SUITE("wire/upgrade") {
  TEST_CASE("what follows the upgrade request belongs to the WebSocket") {
    const TestServer server;
    const std::string frames = textFrame("hello") + textFrame("world");

    for (const std::string path : {"/ws", "/later-ws"}) {
      const std::string request = "GET " + path + " HTTP/1.1\r\n" + HEADERS + "\r\n";
      const std::vector<std::vector<std::string>> cuts{
          {request + frames},
          {request.substr(0, 40), request.substr(40) + frames},
          {request + frames.substr(0, 3), frames.substr(3)},
          {request, frames},
      };
      for (const std::string first : {"/now", "/later"}) {
        for (const std::vector<std::string>& pieces : cuts) {
          CAPTURE(path);
          CAPTURE(first);
          CAPTURE(pieces.front().size());
          RawClient client(server.port());

          // The first piece comes in one read with a request in front of it, whose answer says that
          // the server has seen the piece.
          client.send("GET " + first + " HTTP/1.1\r\nHost: a\r\n\r\n" + pieces.front());
          CHECK(statusOf(client.receiveAnswer()) == 200);
          for (std::size_t index = 1; index < pieces.size(); ++index) {
            client.send(pieces[index]);
          }

          CHECK(statusOf(client.receiveUntil("\r\n\r\n")) == 101);
          CHECK(client.receive(14) == "\x81\x05hello\x81\x05world");
        }
      }
    }
  }

  TEST_CASE("an upgrade request and its frames may arrive byte by byte") {
    const TestServer server;
    RawClient client(server.port());

    client.sendInBytes("GET /ws HTTP/1.1\r\n" + HEADERS + "\r\n" + textFrame("hello"));

    CHECK(statusOf(client.receiveUntil("\r\n\r\n")) == 101);
    CHECK(client.receive(7) == "\x81\x05hello");
  }

  TEST_CASE("a handshake that is none is answered and the connection goes on as HTTP") {
    const TestServer server;
    RawClient client(server.port());
    const std::string start = "GET /ws HTTP/1.1\r\nHost: a\r\n";
    const std::string upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const std::string version = "Sec-WebSocket-Version: 13\r\n";
    int status = 400;

    SUBCASE("no upgrade") {
      client.send(start + "\r\n");
      status = 426;
    }
    SUBCASE("an old version") {
      client.send(start + upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n");
      status = 426;
    }
    SUBCASE("no key") { client.send(start + upgrade + version + "\r\n"); }
    SUBCASE("a short key") {
      client.send(start + upgrade + "Sec-WebSocket-Key: abcd\r\n" + version + "\r\n");
    }
    SUBCASE("a key that is no base64") {
      client.send(start + upgrade + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n" + version +
                  "\r\n");
    }
    SUBCASE("POST") {
      client.send("POST /ws HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" + upgrade + key +
                  version + "\r\n");
    }
    SUBCASE("a body") {
      client.send(start + upgrade + key + version + "Content-Length: 3\r\n\r\nabc");
    }
    CHECK(statusOf(client.receiveAnswer()) == status);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(statusOf(client.receiveAnswer()) == 200);
  }

  TEST_CASE("an upgrade over HTTP/1.0 is refused") {
    const TestServer server;
    RawClient client(server.port());

    client.send("GET /ws HTTP/1.0\r\n" + HEADERS + "\r\n");

    CHECK(statusOf(client.receiveAll()) == 400);
  }

  TEST_CASE("who does not answer the close frame does not hold a stop up") {
    WebSocketOptions options;
    options.closeTimeout = std::chrono::hours{1};
    TestServer server({}, options);
    RawClient client(server.port());
    client.send("GET /ws HTTP/1.1\r\n" + HEADERS + "\r\n");
    CHECK(statusOf(client.receiveUntil("\r\n\r\n")) == 101);

    server.beginClose();

    CHECK(client.receiveAll() == "\x88\x16\x03\xE9Server shutting down");
  }
}

}  // namespace ignis
