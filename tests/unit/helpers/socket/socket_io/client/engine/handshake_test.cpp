#include "socket/socket_io/client/engine/handshake.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io::client;
using namespace std::chrono_literals;

TEST_SUITE("helpers/socket_io/client/Handshake") {
  TEST_CASE("the open packet of a server is read") {
    std::string error;
    const auto handshake = parseHandshake(
        R"({"sid":"abc","upgrades":["webtransport","websocket"],"pingInterval":25000,)"
        R"("pingTimeout":20000,"maxPayload":1000000,"more":[1]})",
        error);

    REQUIRE(handshake);
    CHECK(handshake->sid == "abc");
    CHECK(handshake->offersWebSocket);
    CHECK(handshake->pingInterval == 25s);
    CHECK(handshake->pingTimeout == 20s);
    CHECK(handshake->maxPayload == 1'000'000);
  }

  TEST_CASE("upgrades and maxPayload may be missing") {
    std::string error;
    const auto handshake =
        parseHandshake(R"({"sid":"abc","pingInterval":1,"pingTimeout":1})", error);

    REQUIRE(handshake);
    CHECK_FALSE(handshake->offersWebSocket);
    CHECK(handshake->maxPayload == std::numeric_limits<std::size_t>::max());
  }

  TEST_CASE("what makes no sense is refused with a reason") {
    for (const std::string& json : {
             std::string(""),
             std::string("{"),
             std::string("[]"),
             std::string(R"({"sid":"","pingInterval":1,"pingTimeout":1})"),
             R"({"sid":")" + std::string(MAX_SID_BYTES + 1, 'x') +
                 R"(","pingInterval":1,"pingTimeout":1})",
             std::string(R"({"sid":7,"pingInterval":1,"pingTimeout":1})"),
             std::string(R"({"sid":"a","pingInterval":0,"pingTimeout":1})"),
             std::string(R"({"sid":"a","pingInterval":1,"pingTimeout":-1})"),
             std::string(R"({"sid":"a","pingInterval":9223372036854775807,"pingTimeout":1})"),
             std::string(R"({"sid":"a","pingInterval":1,"pingTimeout":1e300})"),
             std::string(R"({"sid":"a","pingInterval":"1","pingTimeout":1})"),
             std::string(R"({"sid":"a","pingInterval":1})"),
             std::string(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":0})"),
             std::string(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":-5})"),
             std::string(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"upgrades":"websocket"})"),
             R"({"sid":"a","pingInterval":1,"pingTimeout":1,"x":")" +
                 std::string(MAX_HANDSHAKE_BYTES, 'x') + R"("})",
         }) {
      CAPTURE(json);
      std::string error;
      CHECK_FALSE(parseHandshake(json, error));
      CHECK_FALSE(error.empty());
    }
  }
}
