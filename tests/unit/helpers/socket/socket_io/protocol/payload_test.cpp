#include "ignis/helpers/socket/socket_io/protocol/payload.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ignis::socket_io;

namespace {

std::vector<std::string> packetsOf(std::string_view payload) {
  std::vector<std::string> packets;
  forEachPacket(payload, [&](std::string_view packet) {
    packets.emplace_back(packet);
    return true;
  });
  return packets;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_SUITE("helpers/socket_io/payload") {
  TEST_CASE("packets are joined by one separator, binary as base64") {
    std::string payload;
    appendTextPacket(payload, "4hello");
    appendBinaryPacket(payload, "\x01\x02\x03\x04");
    appendBinaryPacket(payload, "");
    CHECK(payload ==
          "4hello\x1e"
          "bAQIDBA==\x1e"
          "b");
  }

  TEST_CASE("a payload is split at every separator") {
    const std::vector<std::pair<std::string, Strings>> cases{
        {"", {""}},
        {"4a", {"4a"}},
        {"4a\x1e"
         "4b",
         {"4a", "4b"}},
        {"\x1e", {"", ""}},
        {"4a\x1e", {"4a", ""}},
        {"\x1e\x1e"
         "2",
         {"", "", "2"}},
    };
    for (const auto& [payload, packets] : cases) {
      CAPTURE(payload);
      CHECK(packetsOf(payload) == packets);
      CHECK(countPackets(payload) == packets.size());
    }
  }

  TEST_CASE("splitting stops when the visitor has enough") {
    int visits = 0;
    forEachPacket(
        "4a\x1e"
        "4b\x1e"
        "4c",
        [&](std::string_view) { return ++visits < 2; });
    CHECK(visits == 2);
  }
}
