#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::string_literals;

namespace ignis {

namespace {

/// 50 bytes, `42["b","yyy…"]`, as Node's server compresses them.
const std::string DEFLATED = "\x32\x31\x8A\x56\x4A\x52\xD2\x51\xAA\x24\x12\x28\xC5\x02\x00"s;

/// Zeros that inflate to a thousand times their size: stays legal until the limit is reached.
std::string bomb() {
  // A dynamic block whose every further bit repeats 258 zeros; made with zlib from 64 MB of zeros.
  std::string block = "\xEC\xC1\x01\x01\x00\x00\x00\x80\x90\xFE\xAF\xEE\x08\x0A"s;
  return block + std::string(60'000, '\0');
}

WebSocketOptions compressing() {
  WebSocketOptions options;
  options.perMessageDeflate = PerMessageDeflateOptions{.threshold = 16, .serverMaxWindowBits = 10};
  return options;
}

std::string handshake(std::string_view headers) {
  return "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         std::string(headers) + "\r\n";
}

/// A frame with a mask of zeros.
std::string frame(unsigned first, std::string_view payload) {
  std::string bytes;
  appendFrame(bytes, WebSocketOpcode::TEXT, payload);
  bytes[0] = static_cast<char>(first);
  bytes[1] = static_cast<char>(bytes[1] | 0x80);
  bytes.insert(bytes.size() - payload.size(), 4, '\0');
  return bytes;
}

const std::string OFFER =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
const std::string ANSWER =
    "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
    "client_no_context_takeover; server_max_window_bits=10\r\n";

}  // namespace

TEST_SUITE("wire/websocket deflate") {
  TEST_CASE("a client that offers compression gets it, in both directions") {
    const TestServer server({}, compressing());
    RawClient client(server.port());

    client.send(handshake(OFFER) + frame(0xC1, DEFLATED) + frame(0x81, "short"));

    const std::string head = client.receiveUntil("\r\n\r\n");
    CHECK(statusOf(head) == 101);
    CHECK(head.find(ANSWER) != std::string::npos);
    CHECK(client.receive(24) == "\xC1\x0F" + DEFLATED + "\x81\x05short");
  }

  TEST_CASE("the offers may come in several header fields") {
    const TestServer server({}, compressing());
    RawClient client(server.port());

    client.send(
        handshake("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n"
                  "sec-websocket-extensions: bbf-usp-protocol\r\n" +
                  OFFER));

    CHECK(client.receiveUntil("\r\n\r\n").find(ANSWER) != std::string::npos);
  }

  TEST_CASE("without an acceptable offer the connection is made without compression") {
    for (const std::string& headers :
         {""s, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n"s,
          "Sec-WebSocket-Extensions: ;;,\"\r\n"s}) {
      CAPTURE(headers);
      const TestServer server({}, compressing());
      RawClient client(server.port());
      const std::string text(50, 'y');

      client.send(handshake(headers) + frame(0x81, text) + frame(0xC1, DEFLATED));

      const std::string head = client.receiveUntil("\r\n\r\n");
      CHECK(statusOf(head) == 101);
      CHECK(head.find("Extensions") == std::string::npos);
      CHECK(client.receive(52) == "\x81\x32" + text);
      CHECK(client.receiveAll().substr(2, 2) == "\x03\xEA");  // 1002
    }
  }

  TEST_CASE("a server that does not want compression does not answer the offer") {
    const TestServer server;
    RawClient client(server.port());

    client.send(handshake(OFFER));

    CHECK(client.receiveUntil("\r\n\r\n").find("Extensions") == std::string::npos);
  }

  TEST_CASE("a hundred bombs at once are closed with 1009, and others are served") {
    const TestServer server({}, compressing());
    RawClient other(server.port());
    other.send(handshake(OFFER));
    CHECK(statusOf(other.receiveUntil("\r\n\r\n")) == 101);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int index = 0; index < 100; ++index) {
      clients.push_back(std::make_unique<RawClient>(server.port()));
      clients.back()->send(handshake(OFFER) + frame(0xC2, bomb()));
    }

    for (const auto& client : clients) {
      CHECK(statusOf(client->receiveUntil("\r\n\r\n")) == 101);
      CHECK(client->receiveAll().substr(2, 2) == "\x03\xF1");  // 1009
    }
    other.send(frame(0xC1, DEFLATED));
    CHECK(other.receive(17) == "\xC1\x0F" + DEFLATED);
  }
}

}  // namespace ignis
