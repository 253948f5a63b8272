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

namespace {

std::string repeated(std::string_view packet, std::size_t count) {
  std::string payload(packet);
  for (std::size_t index = 1; index < count; ++index) {
    payload.append("\x1e").append(packet);
  }
  return payload;
}

}  // namespace

TEST_SUITE("helpers/socket_io/EngineServer polling") {
  TEST_CASE("a POST is answered with ok and its messages are delivered") {
    EngineServerThread server;
    PollingClient client(server.port());

    const std::string answer = client.post("4hello");
    CHECK(statusOf(answer) == 200);
    CHECK(contains(answer, "\r\nContent-Type: text/html\r\n"));
    CHECK(contains(answer, "\r\ncache-control: no-store\r\n"));
    CHECK(bodyOf(answer) == "ok");
    CHECK(client.poll() == "4hello");
  }

  TEST_CASE("what came in one POST goes back in one payload, text and binary in order") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    client.post(
        "4test1\x1e"
        "bAQIDBA==\x1e"
        "4test2");
    CHECK(bodyOf(client.finishPoll()) ==
          "4test1\x1e"
          "bAQIDBA==\x1e"
          "4test2");

    client.post(
        "4a\x1e"
        "4b");
    CHECK(client.poll() ==
          "4a\x1e"
          "4b");
  }

  TEST_CASE("a poll waits for the next message") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll("User-Agent: Mozilla/5.0 (compatible ;MSIE 10.0)\r\n");
    server.withSocket([](EngineSocket& socket) {
      CHECK(socket.transportName() == "polling");
      socket.send("late");
    });
    const std::string answer = client.finishPoll();
    CHECK(bodyOf(answer) == "4late");
    CHECK(contains(answer, "\r\nX-XSS-Protection: 0\r\n"));
  }

  TEST_CASE("two polls at once end the session") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    const std::string second = client.other("GET");
    CHECK(statusOf(second) == 400);
    CHECK(bodyOf(second).empty());
    const std::string first = client.finishPoll();
    CHECK(statusOf(first) == 200);
    CHECK(bodyOf(first) == "1");
    const std::string third = client.other("GET");
    CHECK(statusOf(third) == 400);
    CHECK(bodyOf(third) == UNKNOWN_SID);
    CHECK(server.closed().next() == "transport error");
  }

  TEST_CASE("two POSTs at once end the session") {
    EngineServerThread server;
    PollingClient client(server.port());
    HttpClient slow(server.port());
    slow.send("POST " + client.target() +
              " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    CHECK(statusOf(slow.receive()) == 100);

    const std::string second = client.post("4x");
    CHECK(statusOf(second) == 400);
    CHECK(bodyOf(second).empty());
    CHECK(server.closed().next() == "transport error");
    slow.send("4abc");
    CHECK(bodyOf(slow.receive()) == UNKNOWN_SID);
  }

  TEST_CASE("a POST that is given up does not stand in the way of the next") {
    EngineServerThread server;
    PollingClient client(server.port());
    {
      HttpClient slow(server.port());
      slow.send(
          "POST " + client.target() +
          " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      CHECK(statusOf(slow.receive()) == 100);
      slow.send("4");
    }
    while (server.connectionCount() > 2) {
      std::this_thread::yield();
    }
    CHECK(client.post("4x").ends_with("ok"));
  }

  TEST_CASE("payloads that cannot be decoded end the session with 400") {
    const std::vector<std::string> payloads{
        "",
        "abc",
        "4a\x1e"
        "abc",
        "4a\x1e\x1e"
        "4b",
        "7",
        "b!!!!",
        "bAQI",
        "4\xff\xfe",
        "\x1e",
        std::string(1, '\0'),
        "4a\x1e",
    };
    for (const std::string& payload : payloads) {
      CAPTURE(payload);
      EngineServerThread server;
      PollingClient client(server.port());
      const std::string answer = client.post(payload);
      CHECK(statusOf(answer) == 400);
      CHECK(bodyOf(answer).empty());
      CHECK(server.closed().next() == "parse error");
      CHECK(bodyOf(client.other("GET")) == UNKNOWN_SID);
    }
  }

  TEST_CASE("a pending poll is released with a close packet when a payload is wrong") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    client.post("abc");
    CHECK(bodyOf(client.finishPoll()) == "1");
  }

  TEST_CASE("binary bodies are refused and end the session") {
    EngineServerThread server;
    PollingClient client(server.port());
    const std::string answer = client.post("4x", "Content-Type: Application/Octet-Stream; x=y\r\n");
    CHECK(statusOf(answer) == 400);
    CHECK(bodyOf(answer).empty());
    CHECK(server.closed().next() == "transport error");
  }

  TEST_CASE("a body over the limit is refused unread and the session stays") {
    for (const std::size_t limit : {std::size_t{100}, std::size_t{5000}}) {
      CAPTURE(limit);
      EngineServerThread server({.maxHttpBufferSize = limit}, 1, {.maxBodyBytes = 1000});
      PollingClient client(server.port());
      HttpClient big(server.port());
      big.send("POST " + client.target() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
               std::to_string(limit + 1) + "\r\n\r\n");
      const std::string answer = big.receive();
      CHECK(statusOf(answer) == 413);
      CHECK(bodyOf(answer).empty());

      const std::string most = "4" + std::string(limit - 1, 'x');
      CHECK(client.post(most).ends_with("ok"));
      CHECK(client.poll() == most);
    }
  }

  TEST_CASE("a chunked body over the limit is refused") {
    EngineServerThread server({.maxHttpBufferSize = 100});
    PollingClient client(server.port());
    HttpClient big(server.port());
    big.send("POST " + client.target() +
             " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" +
             std::string(64, '4') + "\r\n40\r\n");
    big.send(std::string(64, '4'));
    CHECK(statusOf(big.receive()) == 413);
    CHECK(client.post("4x").ends_with("ok"));
  }

  TEST_CASE("a close packet ends the session and releases the poll with a noop") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    const std::string answer = client.post("1");
    CHECK(statusOf(answer) == 200);
    CHECK(bodyOf(answer) == "ok");
    CHECK(bodyOf(client.finishPoll()) == "6");
    CHECK(server.closed().next() == "transport close");
    CHECK(bodyOf(client.other("GET")) == UNKNOWN_SID);
  }

  TEST_CASE("a ping from the client ends the session") {
    for (const std::string_view packet : {"2", "2probe"}) {
      EngineServerThread server;
      PollingClient client(server.port());
      client.post(packet);
      CHECK(server.closed().next() == "transport error");
    }
  }

  TEST_CASE("other packets mean nothing") {
    EngineServerThread server;
    PollingClient client(server.port());
    CHECK(client
              .post("6\x1e"
                    "5\x1e"
                    "0{}\x1e"
                    "3\x1e"
                    "4x")
              .ends_with("ok"));
    CHECK(client.poll() == "4x");
  }

  TEST_CASE("a poll whose client goes away ends the session") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    client.abortPoll();
    CHECK(server.closed().next() == "transport error");
    CHECK(server.server().clientsCount() == 0);
  }

  TEST_CASE("methods that polling does not know are answered with 500") {
    EngineServerThread server;
    PollingClient client(server.port());
    for (const std::string_view method : {"PUT", "DELETE", "OPTIONS"}) {
      const std::string answer = client.other(method);
      CHECK(statusOf(answer) == 500);
      CHECK(bodyOf(answer).empty());
    }
    CHECK(client.post("4x").ends_with("ok"));
  }

  TEST_CASE("another transport or protocol than the session's is refused") {
    EngineServerThread server;
    PollingClient client(server.port());
    CHECK(bodyOf(request(server.port(), "GET", client.target("websocket"))) == BAD_REQUEST);
    CHECK(bodyOf(request(server.port(), "GET",
                         "/engine.io/?EIO=3&transport=polling&sid=" + client.sid())) ==
          BAD_REQUEST);
    CHECK(client.post("4x").ends_with("ok"));
  }

  TEST_CASE("a closed session delivers what was sent, then says so") {
    EngineServerThread server;
    PollingClient client(server.port());
    SUBCASE("to the pending poll") {
      client.startPoll();
      server.waitForPoll();
      server.withSocket([](EngineSocket& socket) {
        socket.send("last");
        socket.close();
      });
      CHECK(bodyOf(client.finishPoll()) == "4last");
      CHECK(client.poll() ==
            "6\x1e"
            "1");
    }
    SUBCASE("to the next poll") {
      server.withSocket([](EngineSocket& socket) {
        socket.send("last");
        socket.close();
      });
      CHECK(client.post("4x").ends_with("ok"));
      // Clients act on the `1` before they have handled what comes in front of it.
      CHECK(client.poll() == "4last");
      CHECK(client.poll() ==
            "6\x1e"
            "1");
    }
    SUBCASE("to the next poll when nothing was sent") {
      server.withSocket([](EngineSocket& socket) { socket.close(); });
      CHECK(client.poll() ==
            "6\x1e"
            "1");
    }
    CHECK(server.closed().next() == "forced close");
    CHECK(bodyOf(client.other("GET")) == UNKNOWN_SID);
  }

  TEST_CASE("the heartbeat goes through polls") {
    EngineServerThread server({.pingInterval = 50ms, .pingTimeout = 5000ms});
    PollingClient client(server.port());
    for (int round = 0; round < 3; ++round) {
      CHECK(client.poll() == "2");
      client.post("3");
    }
  }

  TEST_CASE("a client that neither polls nor answers is given up") {
    EngineServerThread server({.pingInterval = 50ms, .pingTimeout = 50ms});
    PollingClient client(server.port());
    CHECK(server.closed().next() == "ping timeout");
    CHECK(bodyOf(client.other("GET")) == UNKNOWN_SID);
  }

  TEST_CASE("a pending poll is released when the heartbeat ends the session") {
    EngineServerThread server({.pingInterval = 50ms, .pingTimeout = 50ms});
    PollingClient client(server.port());
    CHECK(client.poll() == "2");
    CHECK(client.poll() == "1");
  }

  TEST_CASE("what a client that does not poll is sent is bounded") {
    EngineServerThread server({}, 1, {.connection = {.hardOutputLimit = 10000}});
    PollingClient client(server.port());
    server.withSocket([](EngineSocket& socket) {
      for (int count = 0; count < 11 && socket.isOpen(); ++count) {
        socket.send(std::string(1000, 'x'));
      }
      CHECK_FALSE(socket.isOpen());
    });
    CHECK(server.closed().next() == "transport error");
  }

  TEST_CASE("one payload brings a limited number of packets") {
    EngineServerThread server({.maxPacketsPerPayload = 100});
    PollingClient client(server.port());
    CHECK(client.post(repeated("6", 100)).ends_with("ok"));
    CHECK(statusOf(client.post(repeated("6", 101))) == 400);
    CHECK(server.closed().next() == "parse error");
  }

  TEST_CASE("a million empty packets and half a million pings cost a session, not the server") {
    EngineServerThread server;
    for (const std::string& payload :
         {std::string(1'000'000, '\x1e'), repeated("2", 500'000).substr(0, 1'000'000)}) {
      PollingClient client(server.port());
      CHECK(statusOf(client.post(payload)) == 400);
      CHECK(server.closed().next() == "parse error");
    }
  }

  TEST_CASE("answers are compressed when the client, the size and the message want it") {
    EngineServerThread server({.httpCompression = HttpCompressionOptions{.threshold = 100}});
    PollingClient client(server.port());
    const auto pollFor = [&](std::size_t size, bool compress, std::string_view accept) {
      server.withSocket(
          [&](EngineSocket& socket) { socket.send(std::string(size, 'x'), compress); });
      client.startPoll("Accept-Encoding: " + std::string(accept) + "\r\n");
      return client.finishPoll();
    };
    CHECK(contains(pollFor(99, true, "deflate, gzip"), "Content-Encoding: gzip\r\n"));
    CHECK(contains(pollFor(99, true, "deflate, gzip;q=0"), "Content-Encoding: deflate\r\n"));
    CHECK_FALSE(contains(pollFor(98, true, "gzip"), "Content-Encoding"));
    CHECK_FALSE(contains(pollFor(99, false, "gzip"), "Content-Encoding"));
    CHECK_FALSE(contains(pollFor(99, true, "br"), "Content-Encoding"));
  }

  TEST_CASE("closing the server answers pending polls") {
    EngineServerThread server;
    PollingClient client(server.port());
    client.startPoll();
    server.waitForPoll();
    SUBCASE("the Engine.IO server") { server.close(); }
    SUBCASE("the HTTP server below it") { server.closeHttp(); }
    CHECK(bodyOf(client.finishPoll()) == "1");
    CHECK(server.closed().next() == "forced close");
    CHECK(server.server().clientsCount() == 0);
  }
}
