#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io;

namespace {

std::string encode(PacketType type, std::string_view nsp,
                   std::optional<std::uint64_t> id = std::nullopt, std::string_view data = {}) {
  std::string out;
  appendPacket(out, type, nsp, id, data);
  return out;
}

}  // namespace

TEST_SUITE("helpers/socket_io/Packet") {
  TEST_CASE("packets are written as the protocol shows them") {
    CHECK(encode(PacketType::CONNECT, "/") == "0");
    CHECK(encode(PacketType::CONNECT, "/", {}, R"({"token":"123"})") == R"(0{"token":"123"})");
    CHECK(encode(PacketType::CONNECT, "/admin") == "0/admin,");
    CHECK(encode(PacketType::CONNECT, "/admin", {}, R"({"sid":"EYsc0oHNnP6VP8rlAAAE"})") ==
          R"(0/admin,{"sid":"EYsc0oHNnP6VP8rlAAAE"})");
    CHECK(encode(PacketType::EVENT, "/", {}, R"(["echo",1,"2",{"3":[true]}])") ==
          R"(2["echo",1,"2",{"3":[true]}])");
    CHECK(encode(PacketType::EVENT, "/", 12, R"(["echo","a"])") == R"(212["echo","a"])");
    CHECK(encode(PacketType::ACK, "/", 12, R"(["a"])") == R"(312["a"])");
    CHECK(encode(PacketType::ACK, "/", 0, "[]") == "30[]");
    CHECK(encode(PacketType::ACK, "/admin", 456, "[]") == "3/admin,456[]");
    CHECK(encode(PacketType::DISCONNECT, "/") == "1");
    CHECK(encode(PacketType::DISCONNECT, "/admin") == "1/admin,");
    CHECK(encode(PacketType::CONNECT_ERROR, "/random", {}, R"({"message":"Invalid namespace"})") ==
          R"(4/random,{"message":"Invalid namespace"})");
  }

  TEST_CASE("packets with attachments are written as binary ones") {
    std::string out = "4";
    appendPacket(out, PacketType::EVENT, "/admin", 12, R"(["a"])", 3);
    CHECK(out == R"(453-/admin,12["a"])");
    out.clear();
    appendPacketHead(out, PacketType::ACK, "/", 7, 10);
    CHECK(out == "610-7");
    out.clear();
    appendPacket(out, PacketType::BINARY_EVENT, "/", {}, R"(["a"])", 1);
    CHECK(out == R"(51-["a"])");
  }

  TEST_CASE("attachments are announced once they are known") {
    std::string event = R"(42/admin,12["2",3])";
    announceAttachments(event, 1, 2);
    CHECK(event == R"(452-/admin,12["2",3])");

    std::string ack = "30[]";
    announceAttachments(ack, 0, 1);
    CHECK(ack == "61-0[]");

    std::string plain = "30[]";
    announceAttachments(plain, 0, 0);
    CHECK(plain == "30[]");
  }

  TEST_CASE("the names of the protocol's own events are reserved") {
    for (const char* name : {"connect", "connect_error", "disconnect", "disconnecting",
                             "newListener", "removeListener"}) {
      CAPTURE(name);
      CHECK(isReservedEvent(name));
    }
    for (const char* name : {"connection", "Connect", "error", "", "disconnect "}) {
      CAPTURE(name);
      CHECK_FALSE(isReservedEvent(name));
    }
  }
}
