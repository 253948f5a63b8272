#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/websocket_client.hpp"
#include "test_server.hpp"
#include "websocket_script.hpp"

using namespace std::string_literals;

namespace ignis {

TEST_SUITE("wire/websocket framing") {
  TEST_CASE("messages of every length form come back, in any chops") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const std::size_t size : {0, 1, 125, 126, 127, 128, 65535, 65536}) {
      const std::string letters(size, '*');
      const std::string bytes(size, '\xFE');
      scripts.push_back({"text of " + std::to_string(size), frame(0x81, letters), {text(letters)}});
      scripts.push_back({"binary of " + std::to_string(size), frame(0x82, bytes), {binary(bytes)}});
    }

    for (const std::size_t chop : {WHOLE, std::size_t{997}, std::size_t{130}}) {
      play(server.port(), scripts, chop);
    }
    scripts.resize(12);  // up to 128 bytes
    playInChops(server.port(), scripts);
  }

  TEST_CASE("pings are answered with what they carry, pongs with nothing") {
    const TestServer server;
    const std::string longest(125, '\xFE');
    std::string tenPings;
    std::vector<std::string> tenPongs;
    for (int index = 0; index < 10; ++index) {
      tenPings += frame(0x89, "ping " + std::to_string(index));
      tenPongs.push_back(pong("ping " + std::to_string(index)));
    }
    playInChops(
        server.port(),
        {
            {"empty ping", frame(0x89), {pong("")}},
            {"text in a ping", frame(0x89, "Hello"), {pong("Hello")}},
            {"bytes in a ping", frame(0x89, "\x00\xFF\xFE\xC0"s), {pong("\x00\xFF\xFE\xC0"s)}},
            {"longest ping", frame(0x89, longest), {pong(longest)}},
            {"too long ping", frame(0x89, longest + "x"), {close("1002")}},
            {"very long ping", frame(0x89, std::string(70'000, 'x')).substr(0, 2), {close("1002")}},
            {"empty pong", frame(0x8A), {}},
            {"pong nobody asked for", frame(0x8A, "unasked"), {}},
            {"too long pong", frame(0x8A, longest + "x"), {close("1002")}},
            {"pong and ping", frame(0x8A, "unasked") + frame(0x89, "asked"), {pong("asked")}},
            {"ten pings", tenPings, tenPongs},
            {"a ping between messages",
             frame(0x81, "a") + frame(0x89, "b") + frame(0x81, "c"),
             {text("a"), pong("b"), text("c")}},
        });
  }

  TEST_CASE("reserved bits end the connection, after what came before them") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (unsigned bits = 1; bits <= 7; ++bits) {
      for (const unsigned opcode : {0x1U, 0x2U, 0x8U, 0x9U, 0xAU}) {
        const unsigned first = 0x80U | bits << 4 | opcode;
        const std::string name = std::to_string(bits) + " on " + std::to_string(opcode);
        scripts.push_back({name, frame(first, "x"), {close("1002")}});
        scripts.push_back({name + " without payload", frame(first), {close("1002")}});
        scripts.push_back({name + " between messages",
                           frame(0x81, "before") + frame(first, "x") + frame(0x89, "after"),
                           {text("before"), close("1002")}});
      }
      scripts.push_back({std::to_string(bits) + " on a continuation",
                         frame(0x01, "a") + frame(0x80U | bits << 4, "b"),
                         {close("1002")}});
    }
    play(server.port(), scripts);
    play(server.port(), scripts, 1);
  }

  TEST_CASE("opcodes without a meaning end the connection") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const unsigned opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      const std::string name = std::to_string(opcode);
      scripts.push_back({name, frame(0x80U | opcode), {close("1002")}});
      scripts.push_back(
          {name + " with payload", frame(0x80U | opcode, "unknown"), {close("1002")}});
      scripts.push_back({name + " not final", frame(opcode, "x"), {close("1002")}});
      scripts.push_back({name + " between messages",
                         frame(0x81, "before") + frame(0x80U | opcode, "x") + frame(0x89, "after"),
                         {text("before"), close("1002")}});
    }
    play(server.port(), scripts);
    play(server.port(), scripts, 1);
  }

  TEST_CASE("frames that are not masked end the connection") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const unsigned opcode : {0x1, 0x2, 0x8, 0x9, 0xA}) {
      std::string unmasked = {static_cast<char>(0x80 | opcode), 2, 'h', 'i'};
      scripts.push_back({std::to_string(opcode), unmasked, {close("1002")}});
      scripts.push_back({std::to_string(opcode) + " without payload",
                         {static_cast<char>(0x80 | opcode), 0},
                         {close("1002")}});
      scripts.push_back({std::to_string(opcode) + " after a masked one",
                         frame(0x81, "masked") + unmasked,
                         {text("masked"), close("1002")}});
    }
    playInChops(server.port(), scripts);
  }

  TEST_CASE("lengths have to be in their shortest form") {
    const TestServer server;
    const std::string mask(4, '\0');
    playInChops(
        server.port(),
        {
            {"125 in two bytes", "\x82\xFE\x00\x7D"s + mask, {close("1002")}},
            {"0 in two bytes", "\x82\xFE\x00\x00"s + mask, {close("1002")}},
            {"65535 in eight bytes", "\x82\xFF\0\0\0\0\0\0\xFF\xFF"s + mask, {close("1002")}},
            {"1 in eight bytes", "\x82\xFF\0\0\0\0\0\0\0\x01"s + mask, {close("1002")}},
        });
  }

  TEST_CASE("every masking key is undone") {
    const TestServer server;
    for (const std::string& mask : {"\0\0\0\0"s, "\xFF\xFF\xFF\xFF"s, "\x01\x02\x03\x04"s}) {
      for (std::size_t size = 1; size <= 40; ++size) {
        std::string payload;
        std::string bytes = "\x82"s + static_cast<char>(0x80 | size) + mask;
        for (std::size_t at = 0; at < size; ++at) {
          payload.push_back(static_cast<char>(at * 7));
          bytes.push_back(static_cast<char>(payload.back() ^ mask[at % 4]));
        }
        play(server.port(), {{"mask", bytes, {binary(payload)}}});
        play(server.port(), {{"mask", bytes, {binary(payload)}}}, 3);
      }
    }
  }
}

}  // namespace ignis
