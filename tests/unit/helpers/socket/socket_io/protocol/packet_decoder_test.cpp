#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io;

namespace {

std::string errorOf(std::string_view text) {
  PacketDecoder decoder;
  return std::string(decoder.decode(text).error);
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_SUITE("helpers/socket_io/PacketDecoder") {
  TEST_CASE("packets are read as the protocol shows them") {
    struct Row {
      std::string_view text;
      PacketType type;
      std::string_view nsp;
      std::optional<std::uint64_t> id;
      std::string_view data;
      std::string_view event;
    };
    const Row rows[] = {
        {"0", PacketType::CONNECT, "/", {}, "", ""},
        {R"(0{"token":"123"})", PacketType::CONNECT, "/", {}, R"({"token":"123"})", ""},
        {"0/admin,", PacketType::CONNECT, "/admin", {}, "", ""},
        {"0/admin", PacketType::CONNECT, "/admin", {}, "", ""},
        {"0/a?b=c,{}", PacketType::CONNECT, "/a?b=c", {}, "{}", ""},
        {R"(2["echo",1,"2",{"3":[true]}])",
         PacketType::EVENT,
         "/",
         {},
         R"(["echo",1,"2",{"3":[true]}])",
         "echo"},
        {R"(212["echo","a"])", PacketType::EVENT, "/", 12, R"(["echo","a"])", "echo"},
        {R"(20["noarg"])", PacketType::EVENT, "/", 0, R"(["noarg"])", "noarg"},
        {R"(2/admin,456["x"])", PacketType::EVENT, "/admin", 456, R"(["x"])", "x"},
        {"2[1,2]", PacketType::EVENT, "/", {}, "[1,2]", "1"},
        {"2[-1.5e3]", PacketType::EVENT, "/", {}, "[-1.5e3]", "-1.5e3"},
        {"2 [ \"a\" , 1 ] ", PacketType::EVENT, "/", {}, "[ \"a\" , 1 ] ", "a"},
        {R"(2[""])", PacketType::EVENT, "/", {}, R"([""])", ""},
        {R"(312["a"])", PacketType::ACK, "/", 12, R"(["a"])", ""},
        {"30[]", PacketType::ACK, "/", 0, "[]", ""},
        {"01", PacketType::CONNECT, "/", 1, "", ""},
        {"41", PacketType::CONNECT_ERROR, "/", 1, "", ""},
        {"1", PacketType::DISCONNECT, "/", {}, "", ""},
        {"1/admin,", PacketType::DISCONNECT, "/admin", {}, "", ""},
        {"1/custom", PacketType::DISCONNECT, "/custom", {}, "", ""},
        {R"(4{"message":"nope"})", PacketType::CONNECT_ERROR, "/", {}, R"({"message":"nope"})", ""},
        {R"(4"nope")", PacketType::CONNECT_ERROR, "/", {}, R"("nope")", ""},
    };
    PacketDecoder decoder;
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const DecodedPacket decoded = decoder.decode(row.text);
      REQUIRE(decoded.error == "");
      CHECK(decoded.packet.type == row.type);
      CHECK(decoded.packet.nsp == row.nsp);
      CHECK(decoded.packet.id == row.id);
      CHECK(decoded.packet.data == row.data);
      CHECK(decoded.packet.event == row.event);
    }
  }

  TEST_CASE("what was encoded is decoded to the same") {
    std::string text;
    appendPacket(text, PacketType::EVENT, "/chat", 7, R"(["say","hi"])");

    PacketDecoder decoder;
    const DecodedPacket decoded = decoder.decode(text);

    REQUIRE(decoded);
    CHECK(decoded.packet.nsp == "/chat");
    CHECK(decoded.packet.id == 7);
    CHECK(decoded.packet.event == "say");
    std::string again;
    appendPacket(again, decoded.packet.type, decoded.packet.nsp, decoded.packet.id,
                 decoded.packet.data);
    CHECK(again == text);
  }

  TEST_CASE("an escaped event name is unescaped") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {R"(2["\u0061b"])", "ab"},      {R"(2["a\"b\\\/\b\f\n\r\t"])", "a\"b\\/\b\f\n\r\t"},
        {R"(2["\u00e9\u20AC"])", "é€"}, {R"(2["\ud83d\ude00!"])", "😀!"},
        {R"(2["\ud83dx"])", "\uFFFDx"}, {R"(2["\ude00"])", "\uFFFD"},
        {"2[\"caf\xC3\xA9\"]", "café"},
    };
    PacketDecoder decoder;
    for (const auto& [text, name] : rows) {
      CAPTURE(text);
      const DecodedPacket decoded = decoder.decode(text);
      REQUIRE(decoded.error == "");
      CHECK(decoded.packet.event == name);
    }
  }

  TEST_CASE("an unknown packet type is named") {
    CHECK(errorOf("7") == "unknown packet type 7");
    CHECK(errorOf("9[]") == "unknown packet type 9");
    CHECK(errorOf("abc") == "unknown packet type NaN");
    CHECK(errorOf("") == "unknown packet type NaN");
  }

  TEST_CASE("a payload that does not belong to its type is refused") {
    // clang-format off
    for (const char* text : {
             "0[]", "0null", "0\"x\"", "0{", "0{}}",
             "1[\"x\"]", "1{}", "1null", "11[\"x\"]",
             "2", "2/admin,", "21", "2{}", "2[]", "2[{}]", "2[null]", "2[true]", "2[[]]", "2\"x\"",
             "2abc", "2abc[\"a\"]", "2[\"a\"", "2[\"a\",]", "2[\"a\"]x", "2[\"a\" 1]", "2[a]",
             "2['a']", "2[\"a\",01]", "2[\"a\",1.]", "2[\"a\",+1]", "2[\"a\",1e]",
             "2[\"a\",\"\\x\"]", "2[\"a\",\"\\u12g4\"]", "2[\"a\",\"\n\"]",
             "2[\"a\",{\"b\"}]", "2[\"a\",{b:1}]", "2[\"a\",{\"b\":1,}]", "2[\"a\",nul]",
             "2[,\"a\"]", "2[\"a\"}", "2[\"a",
             "3{}", "3null", "31{}", "3abc",
             "4null", "4[]", "4true",
         }) {
      // clang-format on
      CAPTURE(text);
      CHECK(errorOf(text) == "invalid payload");
    }
  }

  TEST_CASE("the protocol's own events are refused, however they are written") {
    for (const char* text :
         {R"(2["connect"])", R"(2["connect_error"])", R"(2["disconnect"])", R"(2["disconnecting"])",
          R"(2["newListener"])", R"(2["removeListener"])", R"(2["\u0063onnect"])",
          R"(21["disconnect","x"])", R"(51-["disconnect"])"}) {
      CAPTURE(text);
      CHECK(errorOf(text) == "invalid payload");
    }
    CHECK(errorOf(R"(2["__proto__"])") == "");
  }

  TEST_CASE("attachments are counted from one to the limit") {
    PacketDecoder decoder;
    const DecodedPacket one = decoder.decode(R"(51-["b",{"_placeholder":true,"num":0}])");
    REQUIRE(one);
    CHECK(one.packet.type == PacketType::BINARY_EVENT);
    CHECK(one.packet.attachments == 1);
    CHECK(one.packet.event == "b");

    const DecodedPacket ack = decoder.decode(R"(61-9[{"_placeholder":true,"num":0}])");
    REQUIRE(ack);
    CHECK(ack.packet.type == PacketType::BINARY_ACK);
    CHECK(ack.packet.id == 9);

    CHECK(errorOf(R"(510-["b"])") == "");
    for (const char* text :
         {"50-[\"b\"]", "5[\"b\"]", "5-[\"b\"]", "5", "51", "51[\"b\"]", "5-1-[\"b\"]",
          "51.5-[\"b\"]", "51e1-[\"b\"]", "5x-[\"b\"]", "5 1-[\"b\"]", "60-[]"}) {
      CAPTURE(text);
      CHECK(errorOf(text) == "Illegal attachments");
    }
    for (const char* text : {"511-[\"b\"]", "52147483648-[\"b\"]", "518446744073709551616-[\"b\"]",
                             "55999999999-[\"b\"]"}) {
      CAPTURE(text);
      CHECK(errorOf(text) == "too many attachments");
    }
  }

  TEST_CASE("acknowledgement ids end where JavaScript's integers do") {
    PacketDecoder decoder;
    const DecodedPacket largest = decoder.decode(R"(29007199254740992["a"])");
    REQUIRE(largest);
    CHECK(largest.packet.id == 9007199254740992);

    CHECK(errorOf(R"(29007199254740993["a"])") == "Illegal id");
    CHECK(errorOf(R"(2100000000000000000000["a"])") == "Illegal id");
  }

  TEST_CASE("nesting ends at the limit") {
    CHECK(errorOf("2[\"a\"," + nested(63) + "]") == "");
    CHECK(errorOf("2[\"a\"," + nested(64) + "]") == "invalid payload");
    CHECK(errorOf("2" + std::string(1'000'000, '[')) == "invalid payload");
  }

  TEST_CASE("strings are looked at in words without missing what matters") {
    for (std::size_t padding = 0; padding < 24; ++padding) {
      CAPTURE(padding);
      const std::string fill(padding, 'x');
      CHECK(errorOf("2[\"" + fill + "\"]") == "");
      CHECK(errorOf("2[\"" + fill + "\x1F\"]") == "invalid payload");
      CHECK(errorOf("2[\"" + fill + "\\u0041\"]") == "");
      CHECK(errorOf("2[\"" + fill + "\\q\"]") == "invalid payload");
      CHECK(errorOf("2[\"" + fill + "\xC3\xA9\"," + fill.substr(0, 0) + "1]") == "");
    }
  }

  TEST_CASE("an event name of any length ends at its own quote") {
    PacketDecoder decoder;
    for (std::size_t size = 0; size < 24; ++size) {
      CAPTURE(size);
      const std::string name(size, 'x');
      const std::string plain = "2[\"" + name + "\",\"" + name + "\"]";
      CHECK(decoder.decode(plain).packet.event == name);
      const std::string escaped = "2[\"" + name + "\\\\\",\"\\\"" + name + "\"]";
      CHECK(decoder.decode(escaped).packet.event == name + "\\");
    }
  }
}
