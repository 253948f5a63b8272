#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "raw_client.hpp"
#include "support/resident_memory.hpp"
#include "support/websocket_client.hpp"
#include "test_server.hpp"
#include "websocket_script.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace ignis {

namespace {

using test::WebSocketClient;

constexpr std::size_t KIB = 1024;
constexpr std::size_t MIB = 1024 * KIB;

std::string letters(std::size_t size) {
  std::string text;
  text.reserve(size + 16);
  while (text.size() < size) {
    text += "0123456789abcdé";
  }
  text.resize(size, 'x');
  return text.back() == '\xC3' ? text.replace(size - 1, 1, "x") : text;
}

WebSocketOptions allowing(std::size_t bytes, std::size_t fragments = 1024) {
  WebSocketOptions options;
  options.limits = {.maxMessageBytes = bytes, .maxFragments = fragments};
  return options;
}

}  // namespace

TEST_SUITE("wire/websocket limits") {
  TEST_CASE("messages of 64 KiB to 4 MiB come back where the limit allows them") {
    const TestServer server({}, allowing(4 * MIB, 70'000));
    for (const std::size_t size : {64 * KIB, 256 * KIB, MIB, 4 * MIB}) {
      const std::string message = letters(size);
      play(server.port(), {{"text", frame(0x81, message), {text(message)}},
                           {"binary", frame(0x82, message), {binary(message)}}});
    }
    const std::string message = letters(4 * MIB);
    for (const std::size_t part : {64 * std::size_t{1}, std::size_t{256}, KIB, 4 * KIB, 16 * KIB,
                                   64 * KIB, 256 * KIB, MIB, 4 * MIB}) {
      play(server.port(), {{"in fragments of " + std::to_string(part),
                            inFragments(0x1, message, part),
                            {text(message)}}});
    }
  }

  TEST_CASE("a message comes back in chops of every size") {
    const TestServer server({}, allowing(MIB));
    const std::string message = letters(MIB);
    for (const std::size_t chop : {64, 128, 256, 512, 1024, 2048}) {
      play(server.port(), {{"in chops", frame(0x81, message), {text(message)}}},
           static_cast<std::size_t>(chop));
    }
  }

  TEST_CASE("what is beyond the limit is refused") {
    const TestServer server({}, allowing(MIB));
    const std::string allowed = letters(MIB);
    play(server.port(),
         {
             {"at the limit", frame(0x81, allowed), {text(allowed)}},
             {"one frame", frame(0x81, allowed + "x"), {close("1009")}},
             {"fragments", inFragments(0x2, allowed + "x", 64 * KIB), {close("1009")}},
             {"100 MB announced", "\x82\xFF\0\0\0\0\x05\xF5\xE1\0"s, {close("1009")}},
             {"2^63 bytes announced", "\x82\xFF\x80\0\0\0\0\0\0\0"s, {close("1009")}},
             {"2^64-1 bytes announced",
              "\x82\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s,
              {close("1009")}},
             {"the second fragment announces it",
              frame(0x02, "x") + "\x80\xFF\0\0\0\0\0\x10\0\0"s,
              {close("1009")}},
         });
  }

  TEST_CASE("a million fragments end with the first one too many") {
    const TestServer server;
    for (const std::string& part : {frame(0x00), frame(0x00, "x")}) {
      std::string fragments = frame(0x01);
      for (int index = 0; index < 1'000'000; ++index) {
        fragments += part;
      }
      WebSocketClient other(server.port(), "/ws");
      RawClient client(server.port());
      client.send(
          "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
      CHECK(statusOf(client.receiveUntil("\r\n\r\n")) == 101);

      client.send(fragments);

      CHECK(client.receiveAll() == "\x88\x02\x03\xF0");  // 1008
      other.sendText("others are served");
      CHECK(other.receiveText() == "others are served");
    }
  }

  TEST_CASE("a peer that pings and never reads is closed, and others are served") {
    const TestServer server;
    WebSocketClient other(server.port(), "/ws");
    WebSocketClient client(server.port(), "/ws");
    std::string pings;
    for (int index = 0; index < 1000; ++index) {
      pings += frame(0x89, std::string(125, 'p'));
    }

    const auto flood = [&] {
      for (int round = 0; round < 1000; ++round) {
        client.sendRaw(pings);
      }
    };
    CHECK_THROWS(flood());

    other.sendText("others are served");
    CHECK(other.receiveText() == "others are served");
  }

  TEST_CASE("a connection keeps no memory of what it has received and sent") {
    const TestServer server({}, allowing(MIB));
    const std::string message = letters(MIB);
    std::string frames = frame(0x81, message);
    SUBCASE("one frame") {}
    SUBCASE("fragments") { frames = inFragments(0x1, message, 100 * KIB); }
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    std::size_t before = 0;
    for (int index = 0; index < 110; ++index) {
      if (index == 10) {
        before = test::residentMemory();
      }
      clients.push_back(std::make_unique<WebSocketClient>(server.port(), "/ws"));

      clients.back()->sendRaw(frames);

      REQUIRE(clients.back()->receiveText() == message);
    }
    if (test::COUNTS_MEMORY) {
      CHECK(test::residentMemory() < before + 20 * MIB);
    }
  }

  TEST_CASE("half-open peers are pinged and dropped, and who answers stays") {
    WebSocketOptions options;
    options.idleTimeout = 1000ms;
    const TestServer server({}, options);
    std::vector<std::unique_ptr<WebSocketClient>> silent;
    for (int index = 0; index < 50; ++index) {
      silent.push_back(std::make_unique<WebSocketClient>(server.port(), "/ws"));
    }
    WebSocketClient alive(server.port(), "/ws");

    for (int pings = 0; pings < 3; ++pings) {
      CHECK(alive.receive().opcode == 9);
      alive.sendFrame(10, "");
    }
    for (const auto& client : silent) {
      CHECK(client->receive().opcode == 9);
      CHECK(client->closeCode() == WebSocketClient::LOST);
    }
    alive.sendText("alive");
    CHECK(alive.receiveText() == "alive");
  }
}

}  // namespace ignis
