#include "socket/socket_io/adapter/redis/cluster_request.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "support/hex.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;
using Type = ClusterRequestType;

constexpr std::string_view BROADCAST =
    "85a3756964a645306d485a6ca9726571756573744964a6666a47396e76a47479706507a67061636b657483a4747970"
    "6502a46461746192a171a176"
    "a36e7370a12fa46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd03e8";

}  // namespace

TEST_SUITE("helpers/socket_io/ClusterRequest") {
  TEST_CASE("requests have the text of the original's") {
    const BroadcastTarget news{.rooms = {"news"}};
    const BroadcastTarget without{.rooms = {"news"}, .except = {"zz"}};

    CHECK(encodeRoomsRequest(Type::REMOTE_JOIN, "E0mHZl", news, {"r1", "r2"}) ==
          R"({"uid":"E0mHZl","type":2,"opts":{"rooms":["news"],"except":[]},"rooms":["r1","r2"]})");
    CHECK(encodeRoomsRequest(Type::REMOTE_LEAVE, "E0mHZl", without, {"r2"}) ==
          R"({"uid":"E0mHZl","type":3,"opts":{"rooms":["news"],"except":["zz"]},"rooms":["r2"]})");
    CHECK(encodeDisconnectRequest("E0mHZl", news, false) ==
          R"({"uid":"E0mHZl","type":4,"opts":{"rooms":["news"],"except":[]},"close":false})");
    CHECK(encodeFetchRequest("E0mHZl", "KRvKZU", {}) ==
          R"({"uid":"E0mHZl","requestId":"KRvKZU","type":5,"opts":{"rooms":[],"except":[]}})");
    CHECK(encodeServerSideEmit("E0mHZl", "", R"(["hello",1,"x"])") ==
          R"({"uid":"E0mHZl","type":6,"data":["hello",1,"x"]})");
    CHECK(encodeServerSideEmit("E0mHZl", "e39zvC", R"(["hello"])") ==
          R"({"uid":"E0mHZl","requestId":"e39zvC","type":6,"data":["hello"]})");
    BroadcastTarget timed;
    timed.flags.timeout = 1000ms;
    const auto broadcast =
        encodeBroadcastRequest("E0mHZl", "fjG9nv", "/", {.json = R"(["q","v"])"}, timed);
    REQUIRE(broadcast);
    CHECK(hexOf(*broadcast) == BROADCAST);
  }

  TEST_CASE("the emitter's requests name no server") {
    CHECK(encodeRoomsRequest(Type::REMOTE_JOIN, "", {.rooms = {"news"}}, {"j"}) ==
          R"({"type":2,"opts":{"rooms":["news"],"except":[]},"rooms":["j"]})");
    CHECK(encodeRoomsRequest(Type::REMOTE_LEAVE, "", {.rooms = {"news"}}, {"j", "k"}) ==
          R"({"type":3,"opts":{"rooms":["news"],"except":[]},"rooms":["j","k"]})");
    CHECK(encodeDisconnectRequest("", {.rooms = {"nobody"}}, true) ==
          R"({"type":4,"opts":{"rooms":["nobody"],"except":[]},"close":true})");
    CHECK(encodeServerSideEmit("emitter", "", R"(["hello","w"])") ==
          R"({"uid":"emitter","type":6,"data":["hello","w"]})");
  }

  TEST_CASE("requests of the original are read") {
    const auto join = decodeClusterRequest(
        R"({"uid":"E0mHZl","type":2,"opts":{"rooms":["news",7],"except":[]},"rooms":["r1","r2"]})");
    REQUIRE(join);
    CHECK(join->type == Type::REMOTE_JOIN);
    CHECK(join->uid == "E0mHZl");
    CHECK(join->requestId.empty());
    CHECK(join->target.rooms == Strings{"news", "7"});
    CHECK(join->rooms == Strings{"r1", "r2"});

    const auto leave =
        decodeClusterRequest(R"({"type":3,"opts":{"except":["zz"]},"rooms":["r2"]})");
    REQUIRE(leave);
    CHECK(leave->type == Type::REMOTE_LEAVE);
    CHECK(leave->uid.empty());
    CHECK(leave->target.rooms.empty());
    CHECK(leave->target.except == Strings{"zz"});

    const auto disconnect =
        decodeClusterRequest(R"({"type":4,"opts":{"rooms":["nobody"],"except":[]},"close":true})");
    REQUIRE(disconnect);
    CHECK(disconnect->close);

    const auto fetch = decodeClusterRequest(
        R"({"uid":"E0mHZl","requestId":"KRvKZU","type":5,"opts":{"rooms":[],"except":[]}})");
    REQUIRE(fetch);
    CHECK(fetch->type == Type::REMOTE_FETCH);
    CHECK(fetch->requestId == "KRvKZU");

    const auto rooms = decodeClusterRequest(R"({"uid":"E0mHZl","requestId":"2Y_qIx","type":1})");
    REQUIRE(rooms);
    CHECK(rooms->type == Type::ALL_ROOMS);

    const auto emit = decodeClusterRequest(
        R"({"uid":"E0mHZl","requestId":"e39zvC","type":6,"data":["hello",1.50,{"a":[]}]})");
    REQUIRE(emit);
    CHECK(emit->event == R"(["hello",1.5,{"a":[]}])");

    const auto broadcast = decodeClusterRequest(fromHex(BROADCAST));
    REQUIRE(broadcast);
    CHECK(broadcast->type == Type::BROADCAST);
    CHECK(broadcast->uid == "E0mHZl");
    CHECK(broadcast->requestId == "fjG9nv");
    CHECK(broadcast->nsp == "/");
    CHECK(broadcast->target.flags.timeout == 1000ms);
    REQUIRE(broadcast->packet);
    CHECK(broadcast->packet->view().json == R"(["q","v"])");
  }

  TEST_CASE("older servers name one socket, and may write everything in MessagePack") {
    const auto join = decodeClusterRequest(R"({"requestId":"a","type":2,"sid":"s1","room":"r1"})");
    REQUIRE(join);
    CHECK(join->target.rooms == Strings{"s1"});
    CHECK(join->rooms == Strings{"r1"});
    CHECK(join->requestId == "a");

    const auto disconnect =
        decodeClusterRequest(R"({"requestId":"a","type":4,"sid":"s1","close":true})");
    REQUIRE(disconnect);
    CHECK(disconnect->target.rooms == Strings{"s1"});

    const auto sockets = decodeClusterRequest(R"({"requestId":"a","type":0,"rooms":["r"]})");
    REQUIRE(sockets);
    CHECK(sockets->rooms == Strings{"r"});

    // {"requestId":"a","type":1}
    const auto packed = decodeClusterRequest(fromHex("82a9726571756573744964a161a47479706501"));
    REQUIRE(packed);
    CHECK(packed->type == Type::ALL_ROOMS);
  }

  TEST_CASE("binary arguments of a broadcast with answers arrive as attachments") {
    const Bytes bytes = bytesOf("\x01\x02");
    const Attachments attachments{bytes};
    const auto encoded = encodeBroadcastRequest(
        "a", "b", "/n",
        {.json = R"(["q",[{"_placeholder":true,"num":0}]])", .attachments = attachments}, {});
    REQUIRE(encoded);
    const auto request = decodeClusterRequest(*encoded);
    REQUIRE(request);
    REQUIRE(request->packet);
    CHECK(request->nsp == "/n");
    CHECK(request->packet->view().json == R"(["q",[{"_placeholder":true,"num":0}]])");
    REQUIRE(request->packet->view().attachments.size() == 1);
    CHECK(viewOf(request->packet->view().attachments[0]) == viewOf(bytes));
  }

  TEST_CASE("garbage is told from a request") {
    const std::string bomb = R"({"type":6,"data":["a",)" + std::string(100'000, '[');
    const std::string rows[] = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "x",
        "{\"type\":8}",
        "{\"type\":-1}",
        "{\"type\":\"2\"}",
        "{\"type\":1.5}",
        "{\"type\":1}",
        R"({"type":5,"opts":{}})",
        R"({"type":0,"requestId":"a","rooms":[null]})",
        R"({"type":2,"opts":{"rooms":[{}]},"rooms":[]})",
        R"({"type":2,"rooms":[true]})",
        R"({"type":2,"sid":"a","room":1})",
        R"({"type":6})",
        R"({"type":6,"data":[]})",
        R"({"type":6,"data":[1]})",
        R"({"type":6,"data":"x"})",
        R"({"type":7,"requestId":"a","opts":{},"packet":{"data":["connect"]}})",
        R"({"type":7,"requestId":"a","opts":{},"packet":{"data":[]}})",
        R"({"type":7,"requestId":"a","opts":{}})",
        R"({"type":7,"opts":{},"packet":{"data":["a"]}})",
        bomb,
        fromHex("81a474797065"),
        fromHex("c0"),
        fromHex("82a9726571756573744964a161a47479706501c0"),
        std::string(100'000, '\x91'),
        std::string(100'000, '\x81')};
    for (const std::string& payload : rows) {
      CAPTURE(payload.substr(0, 80));
      CHECK(!decodeClusterRequest(payload));
    }
  }
}
