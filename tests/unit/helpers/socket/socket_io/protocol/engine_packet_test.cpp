#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/EnginePacket") {
  TEST_CASE("a packet is its type and its data") {
    const auto message = decodeEnginePacket("4hello");
    REQUIRE(message);
    CHECK(message->type == EnginePacketType::MESSAGE);
    CHECK(message->data == "hello");
    CHECK_FALSE(message->isBase64);

    const auto probe = decodeEnginePacket("2probe");
    REQUIRE(probe);
    CHECK(probe->type == EnginePacketType::PING);
    CHECK(probe->data == "probe");
  }

  TEST_CASE("every type of the protocol is known") {
    for (int type = 0; type <= 6; ++type) {
      CAPTURE(type);
      const auto packet = decodeEnginePacket(std::to_string(type));
      REQUIRE(packet);
      CHECK(static_cast<int>(packet->type) == type);
      CHECK(toChar(packet->type) == static_cast<char>('0' + type));
    }
  }

  TEST_CASE("a binary message may come as base64 text") {
    const auto packet = decodeEnginePacket("bAQI=");
    REQUIRE(packet);
    CHECK(packet->type == EnginePacketType::MESSAGE);
    CHECK(packet->isBase64);
    CHECK(packet->data == "AQI=");
  }

  TEST_CASE("an empty packet and an unknown type are refused") {
    for (const char* text : {"", "7", "9", "abc", "/", ":", " 4"}) {
      CAPTURE(text);
      CHECK_FALSE(decodeEnginePacket(text));
    }
  }

  TEST_CASE("the open packet has the keys in the order that the protocol lists") {
    std::string out;
    appendOpenPacket(out, {.sid = "z0UJwcg-3fEqF0qzAAAB"});
    CHECK(out == R"(0{"sid":"z0UJwcg-3fEqF0qzAAAB","upgrades":[],"pingInterval":25000,)"
                 R"("pingTimeout":20000,"maxPayload":1000000})");
    CHECK(out.size() == 107);

    out.clear();
    const std::string_view upgrades[] = {"websocket"};
    appendOpenPacket(out, {.sid = "a7xYnddUb3NPbspVAAAA", .upgrades = upgrades});
    CHECK(out == R"(0{"sid":"a7xYnddUb3NPbspVAAAA","upgrades":["websocket"],"pingInterval":25000,)"
                 R"("pingTimeout":20000,"maxPayload":1000000})");
  }
}
