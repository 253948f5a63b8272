#include "socket/socket_io/adapter/redis/broadcast_message.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "socket/socket_io/adapter/redis/cluster_channels.hpp"
#include "support/hex.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

struct Captured {
  std::string_view uid, nsp, json;
  BroadcastTarget target;
  std::string_view channel, hex;
  BroadcastOptionsOrder order = BroadcastOptionsOrder::OF_ADAPTER;
  std::vector<Bytes> bytes{};
};

constexpr std::string_view BINARY = R"(["bin",{"_placeholder":true,"num":0}])";

/// What the original publishes.
std::vector<Captured> captured() {
  BroadcastTarget flagged{.rooms = {"a", "news"}, .except = {"x"}};
  flagged.flags.compress = false;
  flagged.flags.isVolatile = true;
  BroadcastTarget compressed;
  compressed.flags.compress = true;
  BroadcastTarget toNews = compressed;
  toNews.rooms = {"news"};
  BroadcastTarget toOne = compressed;
  toOne.rooms = {"v2f_x8Fpm5pxdPJ0AAAA"};
  BroadcastTarget ofEmitter{.rooms = {"news", "b"}, .except = {"x", "y"}};
  ofEmitter.flags.isVolatile = true;
  constexpr auto EMITTER = BroadcastOptionsOrder::OF_EMITTER;
  return {
      {"E0mHZl",
       "/",
       R"(["n",1])",
       {.rooms = {"news"}},
       "socket.io#/#news#",
       "93a645306d485a6c83a47479706502a46461746192a16e01a36e7370a12f83a5726f6f6d7391a46e657773a6657"
       "86365707490a5666c61677380"},
      {"E0mHZl",
       "/",
       R"(["hello",{"a":1}])",
       {},
       "socket.io#/#",
       "93a645306d485a6c83a47479706502a46461746192a568656c6c6f81a16101a36e7370a12f83a5726f6f6d7390a"
       "665786365707490a5666c61677380"},
      {"E0mHZl", "/", R"(["n",true,null,-1,1.5,300])", flagged, "socket.io#/#",
       "93a645306d485a6c83a47479706502a46461746196a16ec3c0ffcb3ff8000000000000cd012ca36e7370a12f83a"
       "5726f6f6d7392a161a46e657773a665786365707491a178a5666c61677382a8636f6d7072657373c2a8766f6c61"
       "74696c65c3"},
      {"E0mHZl",
       "/",
       BINARY,
       {},
       "socket.io#/#",
       "93a645306d485a6c83a47479706502a46461746192a362696ec403010203a36e7370a12f83a5726f6f6d7390a66"
       "5786365707490a5666c61677380",
       BroadcastOptionsOrder::OF_ADAPTER,
       {bytesOf("\x01\x02\x03")}},
      {"E0mHZl",
       "/",
       R"(["bc"])",
       {.rooms = {}, .except = {"v2f_x8Fpm5pxdPJ0AAAA"}},
       "socket.io#/#",
       "93a645306d485a6c83a47479706502a46461746191a26263a36e7370a12f83a5726f6f6d7390a66578636570749"
       "1b47632665f783846706d35707864504a3041414141a5666c61677380"},
      {"E0mHZl",
       "/",
       R"(["dm",1])",
       {.rooms = {"mP_MQKcScEs_k7JJAAAB"}},
       "socket.io#/#mP_MQKcScEs_k7JJAAAB#",
       "93a645306d485a6c83a47479706502a46461746192a2646d01a36e7370a12f83a5726f6f6d7391b46d505f4d514"
       "b63536345735f6b374a4a41414142a665786365707490a5666c61677380"},
      {"ip9SQF",
       "/admin",
       R"(["x"])",
       {},
       "socket.io#/admin#",
       "93a669703953514683a47479706502a46461746191a178a36e7370a62f61646d696e83a5726f6f6d7390a665786"
       "365707490a5666c61677380"},
      {"emitter", "/", R"(["chat:message",{"from":"x","message":"hi"}])", toNews,
       "socket.io#/#news#",
       "93a7656d697474657283a47479706502a46461746192ac636861743a6d65737361676582a466726f6da178a76d6"
       "57373616765a26869a36e7370a12f83a5726f6f6d7391a46e657773a5666c61677381a8636f6d7072657373c3a6"
       "65786365707490",
       EMITTER},
      {"emitter", "/", R"(["system:announcement",{"text":"t"}])", compressed, "socket.io#/#",
       "93a7656d697474657283a47479706502a46461746192b373797374656d3a616e6e6f756e63656d656e7481a4746"
       "57874a174a36e7370a12f83a5726f6f6d7390a5666c61677381a8636f6d7072657373c3a665786365707490",
       EMITTER},
      {"emitter", "/",
       R"(["authenticated",{"id":"v2f_x8Fpm5pxdPJ0AAAA","time":"2026-01-01T00:00:00.000Z"}])",
       toOne, "socket.io#/#v2f_x8Fpm5pxdPJ0AAAA#",
       "93a7656d697474657283a47479706502a46461746192ad61757468656e7469636174656482a26964b47632665f7"
       "83846706d35707864504a3041414141a474696d65b8323032362d30312d30315430303a30303a30302e3030305a"
       "a36e7370a12f83a5726f6f6d7391b47632665f783846706d35707864504a3041414141a5666c61677381a8636f6"
       "d7072657373c3a665786365707490",
       EMITTER},
      {"emitter", "/", R"(["m"])", ofEmitter, "socket.io#/#",
       "93a7656d697474657283a47479706502a46461746191a16da36e7370a12f83a5726f6f6d7392a46e657773a162a"
       "5666c61677381a8766f6c6174696c65c3a665786365707492a178a179",
       EMITTER},
      {"emitter",
       "/admin",
       R"(["m"])",
       {},
       "socket.io#/admin#",
       "93a7656d697474657283a47479706502a46461746191a16da36e7370a62f61646d696e83a5726f6f6d7390a5666"
       "c61677380a665786365707490",
       EMITTER},
  };
}

std::string nameOf(BroadcastVerdict verdict) {
  switch (verdict) {
    case BroadcastVerdict::DELIVER:
      return "deliver";
    case BroadcastVerdict::OWN:
      return "own";
    case BroadcastVerdict::OTHER_NAMESPACE:
      return "other namespace";
    case BroadcastVerdict::MALFORMED:
      return "malformed";
  }
  return "";
}

std::string verdictOf(std::string_view hex) {
  BroadcastMessage message;
  return nameOf(readBroadcast(fromHex(hex), "abcdef", "/", message));
}

}  // namespace

TEST_SUITE("helpers/socket_io/BroadcastMessage") {
  TEST_CASE("a broadcast is the same, byte for byte, as the original's") {
    for (const Captured& row : captured()) {
      CAPTURE(row.hex);
      const Attachments attachments(row.bytes.begin(), row.bytes.end());
      std::string message;
      REQUIRE(appendBroadcast(message, {.uid = row.uid, .nsp = row.nsp, .order = row.order},
                              {.json = row.json, .attachments = attachments}, row.target));
      CHECK(hexOf(message) == row.hex);
      CHECK(ClusterChannels("socket.io", row.nsp).broadcastTo(row.target.rooms) == row.channel);
    }
  }

  TEST_CASE("a broadcast of the original is read") {
    for (const Captured& row : captured()) {
      CAPTURE(row.hex);
      const std::string payload = fromHex(row.hex);
      BroadcastMessage message;
      REQUIRE(nameOf(readBroadcast(payload, "abcdef", row.nsp, message)) == "deliver");
      CHECK(message.uid == row.uid);
      CHECK(message.json == row.json);
      CHECK(message.target.rooms == row.target.rooms);
      CHECK(message.target.except == row.target.except);
      CHECK(message.target.flags.compress == row.target.flags.compress);
      CHECK(message.target.flags.isVolatile == row.target.flags.isVolatile);
      REQUIRE(message.event().attachments.size() == row.bytes.size());
      for (std::size_t index = 0; index < row.bytes.size(); ++index) {
        CHECK(viewOf(message.attachments[index]) == viewOf(row.bytes[index]));
      }
      CHECK(nameOf(readBroadcast(payload, row.uid, row.nsp, message)) == "own");
      CHECK(nameOf(readBroadcast(payload, "abcdef", "/other", message)) == "other namespace");
    }
  }

  TEST_CASE("members may be missing, in any order, unknown, or numbers where names belong") {
    BroadcastMessage message;
    // ["e",{"data":["n"],"more":[1,{"x":null}],"type":2},{"except":[7,-1],"rooms":[1.5],"flags":{"timeout":1000,"expectSingleResponse":true}}]
    const std::string payload = fromHex(
        "93a16583a46461746191a16ea46d6f72659201"
        "81a178c0a474797065"
        "02"
        "83a6657863657074"
        "9207ff"
        "a5726f6f6d73"
        "91cb3ff8000000000000"
        "a5666c616773"
        "82a774696d656f7574cd03e8b465787065637453696e676c65526573706f6e7365c3");
    REQUIRE(nameOf(readBroadcast(payload, "abcdef", "/", message)) == "deliver");
    CHECK(message.json == R"(["n"])");
    CHECK(message.target.except == std::vector<std::string>{"7", "-1"});
    CHECK(message.target.rooms == std::vector<std::string>{"1.5"});
    CHECK(message.target.flags.timeout == std::chrono::milliseconds{1000});

    // ["e",{"type":5,"data":[1],"nsp":"/"},{"rooms":null}]
    const std::string bare =
        fromHex("93a16583a47479706505a4646174619101a36e7370a12f81a5726f6f6d73c0");
    BroadcastMessage second;
    REQUIRE(nameOf(readBroadcast(bare, "abcdef", "/", second)) == "deliver");
    CHECK(second.json == "[1]");
    CHECK(second.target.rooms.empty());
  }

  TEST_CASE("garbage is told from a broadcast") {
    const std::string_view rows[] = {
        "",
        "00",
        "c0",
        "90",
        "93",
        "7b7d",
        "5b5d",
        "93a165",
        "93a165c0c0",
        "93a1658080",
        // [1,{…},{}], two elements, trailing bytes, an array cut off.
        "930183a47479706502a46461746191a16ea36e7370a12f80",
        "92a16583a47479706502a46461746191a16ea36e7370a12f",
        "93a16583a47479706502a46461746191a16ea36e7370a12f80c0",
        "93a16583a47479706502a46461746191a16ea36e7370a12f",
        "94a16583a47479706502a46461746191a16ea36e7370a12f80",
        // Packets: type 3, no type, type as text, data {} / [] / [null] / ["connect"] /
        // ["disconnect"].
        "93a16582a47479706503a46461746191a16e80",
        "93a16581a46461746191a16e80",
        "93a16582a474797065a132a46461746191a16e80",
        "93a16582a47479706502a46461746180"
        "80",
        "93a16582a47479706502a46461746190"
        "80",
        "93a16582a47479706502a46461746191c0"
        "80",
        "93a16582a47479706502a46461746191a7636f6e6e65637480",
        "93a16582a47479706502a46461746191aa646973636f6e6e65637480",
        // Namespace 1; options: a list; rooms a text; rooms [null]; flags a list.
        "93a16583a47479706502a46461746191a16ea36e73700180",
        "93a16582a47479706502a46461746191a16e90",
        "93a16582a47479706502a46461746191a16e81a5726f6f6d73a161",
        "93a16582a47479706502a46461746191a16e81a5726f6f6d7391c0",
        "93a16582a47479706502a46461746191a16e81a5666c61677390",
        "93a16582a47479706502a46461746191a16e81a5726f6f6d73ddffffffff",
    };
    for (const std::string_view hex : rows) {
      CAPTURE(hex);
      CHECK(verdictOf(hex) == "malformed");
    }
  }

  TEST_CASE("an event that cannot be read back is not published") {
    std::string message;
    const std::string deep(70, '[');
    CHECK(!appendBroadcast(message, {.uid = "a", .nsp = "/"},
                           {.json = "[\"n\"," + deep + std::string(70, ']') + "]"}, {}));
    CHECK(!appendBroadcast(message, {.uid = "a", .nsp = "/"}, {.json = "[\"n\",oops]"}, {}));
  }
}
