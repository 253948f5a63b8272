#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"
#include "test_server.hpp"

namespace ignis {

namespace {

const std::string UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
const std::string KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const std::string VERSION = "Sec-WebSocket-Version: 13\r\n";

std::string shake(const TestServer& server, const std::string& headers) {
  RawClient client(server.port());
  client.send("GET /ws HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
  return client.receiveUntil("\r\n\r\n");
}

bool has(const std::string& head, const std::string& line) {
  return head.find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_SUITE("wire/websocket handshake") {
  TEST_CASE("a handshake is accepted with the hash of its key, whatever the case of names") {
    const TestServer server;

    const std::string head =
        shake(server, "connection: keep-alive,Upgrade\r\nupgrade: WEBSOCKET\r\n" + KEY + VERSION);

    CHECK(statusOf(head) == 101);
    CHECK(has(head, "Upgrade: websocket"));
    CHECK(has(head, "Connection: Upgrade"));
    CHECK(has(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    CHECK(head.find("Sec-WebSocket-Protocol") == std::string::npos);
  }

  TEST_CASE("what RFC 6455 section 4.2.1 does not allow is refused") {
    const TestServer server;
    struct Row {
      std::string headers;
      int status;
    };
    const Row rows[] = {
        {"Upgrade: websocket\r\n" + KEY + VERSION, 426},
        {"Connection: Upgrade\r\n" + KEY + VERSION, 426},
        {"Connection: Upgrade\r\nUpgrade: web socket\r\n" + KEY + VERSION, 426},
        {"Connection: keep-alive\r\nUpgrade: websocket\r\n" + KEY + VERSION, 426},
        {UPGRADE + KEY, 426},
        {UPGRADE + KEY + "Sec-WebSocket-Version: 12\r\n", 426},
        {UPGRADE + KEY + "Sec-WebSocket-Version: 13, 8\r\n", 426},
        {UPGRADE + KEY + VERSION + VERSION, 426},
        {UPGRADE + VERSION, 400},
        {UPGRADE + KEY + KEY + VERSION, 400},
        {UPGRADE + VERSION + "Sec-WebSocket-Key:\r\n", 400},
        {UPGRADE + VERSION + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n", 400},
        {UPGRADE + VERSION + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTE=\r\n", 400},
    };
    for (const Row& row : rows) {
      CAPTURE(row.headers);
      const std::string head = shake(server, row.headers);
      CHECK(statusOf(head) == row.status);
      CHECK(has(head, "Sec-WebSocket-Version: 13") == (row.status == 426));
      CHECK(has(head, "Upgrade: websocket") == (row.status == 426));
    }
  }

  TEST_CASE("an allow-list of origins holds for everybody who has one") {
    WebSocketOptions options;
    options.origins = {"https://example.com", "http://localhost:8080"};
    const TestServer server({}, options);
    struct Row {
      std::string headers;
      int status;
    };
    const Row rows[] = {
        {"", 101},
        {"Origin: https://example.com\r\n", 101},
        {"origin: http://LOCALHOST:8080\r\n", 101},
        {"Origin: http://example.com\r\n", 403},
        {"Origin: https://example.com:444\r\n", 403},
        {"Origin: https://example.com.evil.com\r\n", 403},
        {"Origin: https://example.co\r\n", 403},
        {"Origin: null\r\n", 403},
        {"Origin: *\r\n", 403},
        {"Origin:\r\n", 403},
        {"Origin: https://example.com\r\nOrigin: https://evil.com\r\n", 403},
        {"Origin: https://example.com, https://evil.com\r\n", 403},
    };
    for (const Row& row : rows) {
      CAPTURE(row.headers);
      CHECK(statusOf(shake(server, UPGRADE + KEY + VERSION + row.headers)) == row.status);
    }
  }

  TEST_CASE("every origin is allowed by default, and none by an empty list") {
    const TestServer open;
    CHECK(statusOf(shake(open, UPGRADE + KEY + VERSION + "Origin: http://any\r\n")) == 101);

    WebSocketOptions options;
    options.origins = {};
    const TestServer closed({}, options);
    CHECK(statusOf(shake(closed, UPGRADE + KEY + VERSION + "Origin: http://any\r\n")) == 403);
    CHECK(statusOf(shake(closed, UPGRADE + KEY + VERSION)) == 101);
  }

  TEST_CASE("the server's best subprotocol that the client offers is agreed on") {
    WebSocketOptions options;
    options.protocols = {"v2.chat", "v1.chat"};
    const TestServer server({}, options);
    struct Row {
      std::string offer;
      std::string agreed;
    };
    const Row rows[] = {
        {"", ""},
        {"v1.chat", "v1.chat"},
        {"v1.chat, v2.chat", "v2.chat"},
        {"mqtt,v1.chat ,x", "v1.chat"},
        {"mqtt\r\nsec-websocket-protocol: v2.chat", "v2.chat"},
        {"V1.CHAT", ""},
        {"v1.chatter, v1", ""},
        {",,", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.offer);
      const std::string header =
          row.offer.empty() ? "" : "Sec-WebSocket-Protocol: " + row.offer + "\r\n";

      const std::string head = shake(server, UPGRADE + KEY + VERSION + header);

      CHECK(statusOf(head) == 101);
      CHECK(has(head, "Sec-WebSocket-Protocol: " + row.agreed) == !row.agreed.empty());
      CHECK((head.find("Sec-WebSocket-Protocol") == std::string::npos) == row.agreed.empty());
    }
  }
}

}  // namespace ignis
