#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using namespace ignis;
using namespace ignis::socket_io;

namespace {

constexpr std::size_t MAX_BYTES = 1000;

class Receiver {
 public:
  Assembly text(std::string_view message, std::size_t maxBytes = MAX_BYTES) {
    return assembler.addText(message, decoder, maxBytes);
  }
  Assembly binary(std::string_view message) {
    const Bytes bytes = bytesOf(message);
    return assembler.addBinary(bytes);
  }

  PacketDecoder decoder;
  PacketAssembler assembler;
};

constexpr std::string_view EVENT = R"(51-["a",{"_placeholder":true,"num":0}])";

}  // namespace

TEST_SUITE("helpers/socket_io/PacketAssembler") {
  static_assert(sizeof(PacketAssembler) == sizeof(void*));

  TEST_CASE("a text packet is complete at once") {
    Receiver receiver;

    const Assembly assembly = receiver.text(R"(2/admin,7["a",{"_placeholder":true,"num":5}])");

    REQUIRE(assembly.packet);
    CHECK(assembly.packet->packet.event == "a");
    CHECK(assembly.packet->packet.nsp == "/admin");
    CHECK(assembly.packet->attachments.empty());
    CHECK(assembly.packet->storage == nullptr);
  }

  TEST_CASE("a binary event is complete with its last attachment") {
    Receiver receiver;
    {
      const std::string message =
          R"(52-/admin,7["\u0061",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])";
      const Assembly first = receiver.text(message);
      CHECK_FALSE(first.packet);
      CHECK(first.error == "");
    }
    CHECK(receiver.assembler.isReconstructing());
    CHECK_FALSE(receiver.binary("zero").packet);

    Assembly last = receiver.binary("one");

    CHECK_FALSE(receiver.assembler.isReconstructing());
    REQUIRE(last.packet);
    const AssembledPacket assembled = std::move(*last.packet);
    CHECK(receiver.text(R"(2["another \u0061"])").packet);
    CHECK(assembled.packet.type == PacketType::EVENT);
    CHECK(assembled.packet.nsp == "/admin");
    CHECK(assembled.packet.id == 7);
    CHECK(assembled.packet.event == "a");
    CHECK(assembled.packet.data ==
          R"(["\u0061",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])");
    REQUIRE(assembled.attachments.size() == 2);
    CHECK(viewOf(assembled.attachments[0]) == "zero");
    CHECK(viewOf(assembled.attachments[1]) == "one");
  }

  TEST_CASE("a binary acknowledgement becomes an acknowledgement") {
    Receiver receiver;
    receiver.text(R"(61-0[{"_placeholder":true,"num":0}])");

    const Assembly assembly = receiver.binary("");

    REQUIRE(assembly.packet);
    CHECK(assembly.packet->packet.type == PacketType::ACK);
    CHECK(assembly.packet->packet.nsp == "/");
    CHECK(assembly.packet->packet.id == 0);
  }

  TEST_CASE("an attachment need not have a placeholder") {
    Receiver receiver;
    receiver.text(R"(51-["a"])");
    CHECK(receiver.binary("x").packet);
    receiver.text("61-3");
    CHECK(receiver.binary("x").packet);
  }

  TEST_CASE("text is refused while attachments are awaited, whatever it is") {
    for (const std::string_view text : {R"(2["a"])", "", "garbage", "1"}) {
      CAPTURE(text);
      Receiver receiver;
      receiver.text(EVENT);
      CHECK(receiver.text(text).error == "got plaintext data when reconstructing a packet");
      CHECK_FALSE(receiver.assembler.isReconstructing());
    }
  }

  TEST_CASE("binary data that nobody announced is refused") {
    Receiver receiver;
    CHECK(receiver.binary("x").error == "got binary data when not reconstructing a packet");
    receiver.text(EVENT);
    CHECK(receiver.binary("x").packet);
    CHECK(receiver.binary("x").error == "got binary data when not reconstructing a packet");
  }

  TEST_CASE("what the decoder refuses is refused with its reason") {
    Receiver receiver;
    CHECK(receiver.text("7").error == "unknown packet type 7");
    CHECK(receiver.text(R"(50-["a"])").error == "Illegal attachments");
    CHECK(receiver.text(R"(511-["a"])").error == "too many attachments");
    CHECK(receiver.text(R"(51-[{"_placeholder":true,"num":0}])").error == "invalid payload");
    CHECK_FALSE(receiver.assembler.isReconstructing());
  }

  TEST_CASE("a placeholder of an attachment that is not there is refused") {
    for (const std::string_view num : {"1", "-1", "\"0\"", "null", "0.5", "1e9"}) {
      CAPTURE(num);
      Receiver receiver;
      receiver.text(R"(51-["a",{"_placeholder":true,"num":)" + std::string(num) + "}]");
      const Assembly assembly = receiver.binary("x");
      CHECK(assembly.error == "illegal attachments");
      CHECK_FALSE(assembly.packet);
      CHECK_FALSE(receiver.assembler.isReconstructing());
    }
  }

  TEST_CASE("the bytes of one packet are limited") {
    Receiver receiver;
    CHECK(receiver.text(EVENT, EVENT.size() - 1).error == "too many attachment bytes");
    CHECK_FALSE(receiver.assembler.isReconstructing());

    CHECK(receiver.text(EVENT, EVENT.size() + 3).error == "");
    CHECK(receiver.binary("123").packet);

    receiver.text(EVENT, EVENT.size() + 3);
    CHECK(receiver.binary("1234").error == "too many attachment bytes");
    CHECK_FALSE(receiver.assembler.isReconstructing());

    CHECK(receiver.text(R"(2["a"])", 0).packet);
  }

  TEST_CASE("an unfinished packet can be forgotten") {
    Receiver receiver;
    receiver.text(EVENT);

    receiver.assembler.reset();

    CHECK_FALSE(receiver.assembler.isReconstructing());
    CHECK(receiver.text(R"(2["a"])").packet);
  }
}
