#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "client/hostile_server.hpp"
#include "client/test_client.hpp"
#include "support/resident_memory.hpp"

namespace ignis {
namespace {

using std::chrono::milliseconds;
using test::HostileConnection;
using test::HostileServer;
using test::TestClient;

constexpr std::size_t MEGABYTE = 1024 * 1024;

const std::vector<std::string> POLLING{"polling"};
const std::vector<std::string> WEBSOCKET{"websocket"};

/// The client says why, and tries again until its end, which is soon.
void checkFailsAndRetries(const HostileServer::Behaviour& behaviour,
                          const std::vector<std::string>& transports, const std::string& expected) {
  HostileServer server(behaviour);
  const std::size_t before = test::residentMemory();
  const bool isSilent = expected == "refused timeout";
  const auto client = std::make_unique<TestClient>(server.url(), transports, [&](auto& options) {
    options.timeout = milliseconds(isSilent ? 300 : 20000);
  });
  for (int attempt = 0; attempt < 3; ++attempt) {
    CHECK(client->inbox().skipTo("refused") == expected);
  }
  CHECK(server.connections() >= 3);
  CHECK(client->socket().active());
  if (test::COUNTS_MEMORY) {
    CHECK(test::residentMemory() < before + 64 * MEGABYTE);
  }
}

/// The client has got in, is told something that nobody may say, leaves, and tries again.
void checkLeavesAndRetries(const HostileServer::Behaviour& saying, const std::string& expected) {
  HostileServer server([&](HostileConnection& connection) {
    connection.open();
    saying(connection);
    connection.waitForEnd();
  });
  const std::size_t before = test::residentMemory();
  TestClient client(server.url(), WEBSOCKET);
  for (int attempt = 0; attempt < 3; ++attempt) {
    CHECK(client.inbox().skipTo("connected") == "connected");
    CHECK(client.inbox().skipTo("disconnected") == "disconnected " + expected);
  }
  if (test::COUNTS_MEMORY) {
    CHECK(test::residentMemory() < before + 64 * MEGABYTE);
  }
}

void checkPolling(const std::string& body) {
  CAPTURE(body.substr(0, 100));
  checkFailsAndRetries(
      [&](HostileConnection& connection) {
        connection.request();
        connection.answer(body);
        connection.waitForEnd();
      },
      POLLING, "refused xhr poll error");
}

TEST_SUITE("client/hostile server") {
  TEST_CASE("garbage instead of a handshake") {
    for (const std::string& body :
         {std::string("garbage"), std::string("0"), std::string("0{}"), std::string("0[]"),
          std::string("0{\"sid\":7}"), std::string("0{\"sid\":\"\"}"), std::string(1, '\0'),
          std::string(R"(0{"sid":"a","upgrades":["x"],"pingInterval":-1,"pingTimeout":"no"})"),
          "0" + std::string(100'000, '[')}) {
      checkPolling(body);
    }
  }

  TEST_CASE("a session id that is no word of a URL is written as one") {
    test::Inbox requests;
    HostileServer server([&](HostileConnection& connection) {
      while (true) {
        const std::string head = connection.request();
        if (head.find("sid=") != std::string::npos) {
          requests.add(head);
          return;
        }
        connection.answer(
            "0{\"sid\":\"a b\\r\\nHost: evil\",\"upgrades\":[],\"pingInterval\":1000,"
            "\"pingTimeout\":1000}");
      }
    });
    TestClient client(server.url(), POLLING);

    const std::string head = requests.next();
    CHECK(head.find("sid=a%20b%0D%0AHost%3A%20evil") != std::string::npos);
    CHECK(head.find("\r\nHost: evil") == std::string::npos);
  }

  TEST_CASE("answers that are no HTTP") {
    for (const auto& transports : {POLLING, WEBSOCKET}) {
      const std::string expected =
          transports == POLLING ? "refused xhr poll error" : "refused websocket error";
      for (const std::string& answer :
           {std::string("garbage\r\n\r\n"),
            std::string("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
            std::string("HTTP/9.9 200\r\n\r\n"), std::string(100'000, 'x')}) {
        CAPTURE(answer.substr(0, 50));
        checkFailsAndRetries(
            [&](HostileConnection& connection) {
              connection.request();
              connection.send(answer);
              connection.waitForEnd();
            },
            transports, expected);
      }
    }
  }

  TEST_CASE("redirections without end are not followed") {
    for (const auto& transports : {POLLING, WEBSOCKET}) {
      checkFailsAndRetries(
          [](HostileConnection& connection) {
            while (true) {
              connection.request();
              connection.answer("", "302 Found", "Location: /elsewhere\r\n");
            }
          },
          transports, transports == POLLING ? "refused xhr poll error" : "refused websocket error");
    }
  }

  TEST_CASE("silence instead of an answer") {
    for (const auto& transports : {POLLING, WEBSOCKET}) {
      checkFailsAndRetries([](HostileConnection& connection) { connection.waitForEnd(); },
                           transports, "refused timeout");
    }
  }

  TEST_CASE("silence after the WebSocket's handshake") {
    checkFailsAndRetries(
        [](HostileConnection& connection) {
          connection.upgrade();
          connection.waitForEnd();
        },
        WEBSOCKET, "refused timeout");
  }

  TEST_CASE("a header without end") {
    for (const auto& transports : {POLLING, WEBSOCKET}) {
      checkFailsAndRetries(
          [](HostileConnection& connection) {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\n");
            while (true) {
              connection.send("X-Header: " + std::string(1000, 'x') + "\r\n");
            }
          },
          transports, transports == POLLING ? "refused xhr poll error" : "refused websocket error");
    }
  }

  TEST_CASE("a body of ten gigabytes, announced or in chunks") {
    for (const std::string& head : {std::string("Content-Length: 10000000000\r\n\r\n"),
                                    std::string("Transfer-Encoding: chunked\r\n\r\n")}) {
      checkFailsAndRetries(
          [&](HostileConnection& connection) {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\n" + head);
            const bool isChunked = head.starts_with("Transfer");
            const std::string part(65536, '4');
            while (true) {
              connection.send(isChunked ? "10000\r\n" + part + "\r\n" : part);
            }
          },
          POLLING, "refused xhr poll error");
    }
  }

  TEST_CASE("a frame of ten gigabytes") {
    checkLeavesAndRetries(
        [](HostileConnection& connection) {
          connection.send(std::string("\x81\x7F\x00\x00\x00\x02\x54\x0B\xE4\x00", 10));
          const std::string part(65536, 'x');
          while (true) {
            connection.send(part);
          }
        },
        "transport error");
  }

  TEST_CASE("a message in fragments without end") {
    checkLeavesAndRetries(
        [](HostileConnection& connection) {
          std::string fragment("\x01\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10);
          connection.send(fragment + std::string(65536, 'x'));
          fragment[0] = '\0';
          while (true) {
            connection.send(fragment + std::string(65536, 'x'));
          }
        },
        "transport error");
  }

  TEST_CASE("frames that no server may send") {
    for (const std::string& frame :
         {std::string("\x81\x84\x01\x02\x03\x04qqqq", 10),  // masked
          std::string("\xC1\x01x", 3),                      // compressed, not negotiated
          std::string("\x83\x01x", 3),                      // an opcode that there is not
          std::string("\x80\x01x", 3),                      // continues nothing
          std::string("\x89\x7E\x00\x80", 4) + std::string(128, 'x'),  // a long ping
          std::string("\x81\x02\xFF\xFE", 4)}) {                       // not UTF-8
      checkLeavesAndRetries([&](HostileConnection& connection) { connection.send(frame); },
                            "transport error");
    }
  }

  TEST_CASE("packets of neither protocol") {
    for (const std::string packet : {"",
                                     "9",
                                     "x",
                                     "4",
                                     "49",
                                     "4x",
                                     "42",
                                     "42{}",
                                     "42[",
                                     "42[]",
                                     "42[null]",
                                     "42[\"connect\"]",
                                     "43",
                                     "431",
                                     "4318446744073709551615[]",
                                     "4399999999999999999999[]",
                                     "451-[\"a\"",
                                     "45-[\"a\"]",
                                     "450-[\"a\"]",
                                     "45100-[\"a\"]",
                                     "4511-[\"a\"]",
                                     "451-[\"a\",{\"_placeholder\":true,\"num\":7}]"}) {
      CAPTURE(packet);
      HostileServer server([&](HostileConnection& connection) {
        connection.open();
        connection.text(packet);
        connection.text("42[\"text instead of an attachment\"]");
        connection.waitForEnd();
      });
      TestClient client(server.url(), WEBSOCKET);
      CHECK(client.next() == "connected");
      // It leaves, or takes no notice: it is there for the next event.
      const std::string reaction = client.next();
      CHECK((reaction == "disconnected parse error" || reaction.starts_with("[\"text")));
    }
  }

  TEST_CASE("a hundred attachments announced") {
    std::string packet = "45100-[\"a\"";
    for (int number = 0; number < 100; ++number) {
      packet += ",{\"_placeholder\":true,\"num\":" + std::to_string(number) + "}";
    }
    checkLeavesAndRetries([&](HostileConnection& connection) { connection.text(packet + "]"); },
                          "parse error");
  }

  TEST_CASE("JSON that is nested too deeply") {
    const std::string nested =
        "42[\"a\"," + std::string(50'000, '[') + std::string(50'000, ']') + "]";
    HostileServer server([&](HostileConnection& connection) {
      connection.open();
      connection.text(nested);
      connection.text("42[\"after\"]");
      connection.waitForEnd();
    });
    TestClient client(server.url(), WEBSOCKET);
    client.socket().on("a", [&](Json) { client.inbox().add("handled"); });

    CHECK(client.next() == "connected");
    const std::string reaction = client.next();
    CHECK((reaction == "disconnected parse error" || reaction.starts_with("[\"a")));
    CHECK(client.next() != "handled");
  }

  TEST_CASE("answers that nobody asked for are taken no notice of") {
    HostileServer server([](HostileConnection& connection) {
      connection.open();
      for (const char* const packet :
           {"430[]", "437[\"x\"]", "43/other,1[]", "42/other,[\"x\"]", "41/other,",
            "44/other,{\"message\":\"x\"}", "40{\"sid\":\"again\"}"}) {
        connection.text(packet);
      }
      connection.text("42[\"after\"]");
      connection.waitForEnd();
    });
    TestClient client(server.url(), WEBSOCKET);

    CHECK(client.next() == "connected");
    CHECK(client.next() == "[\"after\"]");
    CHECK(client.socket().id() == "socket");
  }

  TEST_CASE("an answer that comes twice counts once") {
    HostileServer server([](HostileConnection& connection) {
      connection.open();
      connection.text("42[\"ask me\"]");
      connection.text("430[1]");
      connection.text("430[2]");
      connection.text("42[\"after\"]");
      connection.waitForEnd();
    });
    TestClient client(server.url(), WEBSOCKET);
    client.socket().on("ask me", [&] {
      client.socket().emit("question", [&](const socket_io::AckError*, int answer) {
        client.inbox().add("answer " + std::to_string(answer));
      });
    });

    CHECK(client.next() == "connected");
    CHECK(client.next() == "[\"ask me\"]");
    CHECK(client.next() == "answer 1");
    CHECK(client.next() == "[\"after\"]");
  }

  TEST_CASE("a server that stops its heartbeat is given up") {
    HostileServer server([](HostileConnection& connection) {
      connection.upgrade();
      connection.text(R"(0{"sid":"hostile","upgrades":[],"pingInterval":100,"pingTimeout":100,)"
                      R"("maxPayload":1000000})");
      connection.text(R"(40{"sid":"socket"})");
      connection.waitForEnd();
    });
    TestClient client(server.url(), WEBSOCKET);

    CHECK(client.next() == "connected");
    CHECK(client.next() == "disconnected ping timeout");
    CHECK(client.inbox().skipTo("connected") == "connected");
  }

  TEST_CASE("events without end before the namespace is entered take bounded memory") {
    HostileServer server([](HostileConnection& connection) {
      connection.upgrade();
      connection.text(R"(0{"sid":"hostile","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
                      R"("maxPayload":1000000})");
      const std::string event = "42[\"early\",\"" + std::string(10'000, 'x') + "\"]";
      for (int count = 0; count < 20'000; ++count) {
        connection.text(event);
      }
      connection.text(R"(40{"sid":"socket"})");
      connection.text("42[\"after\"]");
      connection.waitForEnd();
    });
    const std::size_t before = test::residentMemory();
    TestClient client(server.url(), WEBSOCKET, [](auto& options) { options.timeout = {}; });

    CHECK(client.inbox().skipTo("connected") == "connected");
    if (test::COUNTS_MEMORY) {
      CHECK(test::residentMemory() < before + 128 * MEGABYTE);
    }
  }

  TEST_CASE("who owns the client need not wait for the server") {
    for (const auto& transports : {POLLING, WEBSOCKET}) {
      HostileServer server([](HostileConnection& connection) {
        connection.request();
        connection.send("HTTP/1.1 ");
        connection.waitForEnd();
      });
      auto client = std::make_unique<TestClient>(server.url(), transports);

      client.reset();
    }
    HostileServer server([](HostileConnection& connection) {
      connection.open();
      connection.waitForEnd();
    });
    auto client = std::make_unique<TestClient>(server.url(), WEBSOCKET);
    CHECK(client->next() == "connected");
    client->socket().emit("event", Bytes(100'000'000, std::byte{1}));

    client.reset();
  }
}

}  // namespace
}  // namespace ignis
