#include "socket/socket_io/adapter/redis/streams_message.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/base64.hpp"
#include "socket/socket_io/adapter/redis/replay_window.hpp"
#include "support/hex.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

RedisValue text(std::string_view value) { return RedisValue(std::string(value)); }

RedisValue entry(std::string_view id, std::vector<std::string_view> fields) {
  RedisValue::List list;
  for (const std::string_view field : fields) {
    list.push_back(text(field));
  }
  return RedisValue(RedisValue::List{text(id), RedisValue(std::move(list))});
}

constexpr std::string_view DATA =
    R"({"packet":{"type":2,"data":["e",1]},"opts":{"rooms":["news"],"except":[],"flags":{}}})";

}  // namespace

TEST_SUITE("helpers/socket_io/StreamsMessage") {
  TEST_CASE("data has the text of the original's") {
    BroadcastTarget timed{.rooms = {"a"}, .except = {"b"}};
    timed.flags = {.isVolatile = true, .compress = false, .timeout = std::chrono::milliseconds(5)};

    CHECK(makeBroadcastData({.json = R"(["e",1])"}, {.rooms = {"news"}}).json == DATA);
    CHECK(
        makeBroadcastData({.json = R"(["e"])"}, timed, "id").json ==
        R"({"packet":{"type":2,"data":["e"]},"requestId":"id","opts":{"rooms":["a"],"except":["b"],"flags":{"compress":false,"volatile":true,"timeout":5}}})");
    CHECK(makeRoomsData({}, {"r"}).json ==
          R"({"opts":{"rooms":[],"except":[],"flags":{}},"rooms":["r"]})");
    CHECK(makeDisconnectData({}, true).json ==
          R"({"opts":{"rooms":[],"except":[],"flags":{}},"close":true})");
    CHECK(makeFetchData({}, "id").json ==
          R"({"opts":{"rooms":[],"except":[],"flags":{}},"requestId":"id"})");
    CHECK(makeServerSideEmitData(R"(["e"])", "").json == R"({"packet":["e"]})");
    CHECK(makeServerSideEmitData(R"(["e"])", "id").json == R"({"requestId":"id","packet":["e"]})");
    CHECK(makeResponseData("id", "clientCount", {.json = "3"}).json ==
          R"({"requestId":"id","clientCount":3})");
  }

  TEST_CASE("data with bytes stands in the stream as base64 of MessagePack") {
    const Bytes bytes = bytesOf("\x01\x02");
    const Attachments attachments{bytes};
    const auto data = makeBroadcastData(
        {.json = R"(["e",{"_placeholder":true,"num":0}])", .attachments = attachments}, {});
    const auto encoded = encodeStreamData(data.view());
    REQUIRE(encoded);
    const auto decoded =
        decodeStreamEntry(entry("1-2", {"uid", "u", "nsp", "/", "type", "3", "data", *encoded}));
    REQUIRE(decoded);
    CHECK(decoded->message.data["packet"]["data"][std::size_t{1}].asBytes() == bytes);
    CHECK(encodeStreamData({.json = DATA}) == std::string(DATA));
    CHECK(!encodeStreamData({.json = "{oops}"}));
  }

  TEST_CASE("an entry of the stream is read, with and without a number") {
    const auto numbered = decodeStreamEntry(entry(
        "1795218715402-7", {"uid", "u", "nsp", "/n", "type", "3", "data", DATA, "number", "12"}));
    REQUIRE(numbered);
    CHECK(numbered->id == StreamId{1795218715402, 7});
    CHECK(numbered->message.uid == "u");
    CHECK(numbered->message.nsp == "/n");
    CHECK(numbered->message.type == StreamsMessageType::BROADCAST);
    CHECK(numbered->number == 12);
    CHECK(numbered->message.data.dump() == DATA);
    const auto plain = decodeStreamEntry(
        entry("1-0", {"type", "6", "data", "{}", "nsp", "/", "uid", "u", "more", "x"}));
    REQUIRE(plain);
    CHECK(plain->message.type == StreamsMessageType::DISCONNECT_SOCKETS);
    CHECK(!plain->number);
  }

  TEST_CASE("garbage is told from an entry") {
    CHECK(!decodeStreamEntry(RedisValue()));
    CHECK(!decodeStreamEntry(text("x")));
    CHECK(!decodeStreamEntry(
        RedisValue(RedisValue::List{RedisValue(std::int64_t{1}), RedisValue()})));
    CHECK(!decodeStreamEntry(entry("1", {"type", "3", "data", "{}"})));
    CHECK(!decodeStreamEntry(entry("a-b", {"type", "3", "data", "{}"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "3", "data"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "3"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "2", "data", "{}"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "13", "data", "{}"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "-3", "data", "{}"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "3", "data", "{"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "3", "data", "!"})));
    CHECK(!decodeStreamEntry(entry("1-0", {"type", "3", "data", "wA=="})));
    CHECK(!decodeStreamEntry(
        entry("1-0", {"type", "3", "data", "{\"a\":" + std::string(100'000, '[')})));
  }

  TEST_CASE("messages on channels go and come as MessagePack") {
    const auto encoded = encodeChannelMessage(StreamsMessageType::FETCH_SOCKETS, "u", "/",
                                              {.json = R"({"requestId":"a"})"});
    REQUIRE(encoded);
    CHECK(hexOf(*encoded) ==
          "84a47479706507a46461746181a9726571756573744964a161a3756964a175a36e7370a12f");
    const auto decoded = decodeChannelMessage(*encoded);
    REQUIRE(decoded);
    CHECK(decoded->type == StreamsMessageType::FETCH_SOCKETS);
    CHECK(decoded->uid == "u");
    CHECK(decoded->data.dump() == R"({"requestId":"a"})");
    for (const std::string_view garbage : {"", "x", "{}", R"({"type":3,"uid":"u","nsp":"/"})",
                                           R"({"type":99,"uid":"u","nsp":"/","data":{}})",
                                           R"({"type":3,"uid":1,"nsp":"/","data":{}})",
                                           R"({"type":3,"uid":"u","nsp":"/","data":[]})"}) {
      CAPTURE(garbage);
      CHECK(!decodeChannelMessage(garbage));
    }
  }

  TEST_CASE("a session is kept with everything in it") {
    const SocketSession session{.sid = "s",
                                .pid = "p",
                                .rooms = {"s", "r"},
                                .data = Json::object({{"b", Json(bytesOf("\x01"))}})};
    const auto encoded = encodeSession(session);
    REQUIRE(encoded);
    const auto decoded = decodeSession(*encoded);
    REQUIRE(decoded);
    CHECK(decoded->sid == "s");
    CHECK(decoded->pid == "p");
    CHECK(decoded->rooms == session.rooms);
    CHECK(decoded->data == session.data);
    for (const std::string& garbage :
         {std::string(), std::string("!"), base64Encode("x"), base64Encode("{}"),
          base64Encode(R"({"sid":"a","pid":1})")}) {
      CHECK(!decodeSession(garbage));
    }
  }

  TEST_CASE("ids of entries are ordered and counted on") {
    CHECK(StreamId::parse("5-10")->text() == "5-10");
    CHECK(*StreamId::parse("5-10") > *StreamId::parse("5-9"));
    CHECK(*StreamId::parse("6-0") > *StreamId::parse("5-9"));
    CHECK(StreamId::parse("6-0")->position() > StreamId::parse("5-9")->position());
    CHECK(StreamId::parse("5-9")->next().text() == "5-10");
    CHECK(StreamId{5, UINT64_MAX}.next().text() == "6-0");
    for (const std::string_view garbage :
         {"", "-", "5", "5-", "-5", "5-x", "5--1", " 5-1", "99999999999999999999-0"}) {
      CHECK(!StreamId::parse(garbage));
    }
  }

  TEST_CASE("a number that comes again is told, as long as it is not far behind") {
    ReplayWindow window;
    CHECK(window.take(1));
    CHECK(!window.take(1));
    CHECK(window.take(3));
    CHECK(window.take(2));
    CHECK(!window.take(2));
    CHECK(!window.take(3));
    CHECK(window.take(3 + ReplayWindow::SIZE));
    CHECK(!window.take(3));
    CHECK(window.take(4));
    CHECK(window.take(1'000'000'000'000));
    CHECK(!window.take(5));
    CHECK(window.take(999'999'999'999));
    CHECK(!window.take(999'999'999'999));
  }
}
