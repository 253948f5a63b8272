#include "socket/socket_io/adapter/redis/cluster_response.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "support/hex.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Type = ClusterResponse::Type;

constexpr std::string_view SOCKETS =
    R"j({"requestId":"KRvKZU","sockets":[{"id":"mP_MQKcScEs_k7JJAAAB","handshake":{"headers":{"host":"x","origin":"y"},)j"
    R"j("time":"Fri Nov 20 2026 23:50:45 GMT+0000 (Coordinated Universal Time)","address":"::ffff:127.0.0.1","xdomain":true,)j"
    R"j("secure":false,"issued":1795218645271,"url":"/socket.io/?EIO=4&transport=websocket","query":{"EIO":"4",)j"
    R"j("transport":"websocket"},"auth":{"token":"t"}},"rooms":["mP_MQKcScEs_k7JJAAAB","news","r1"],"data":{"user":"u1"}}]})j";

}  // namespace

TEST_SUITE("helpers/socket_io/ClusterResponse") {
  TEST_CASE("responses have the text of the original's") {
    CHECK(encodeNamesResponse("2Y_qIx", "rooms",
                              std::vector<std::string>{"mP_MQKcScEs_k7JJAAAB", "news", "r1"}) ==
          R"({"requestId":"2Y_qIx","rooms":["mP_MQKcScEs_k7JJAAAB","news","r1"]})");
    CHECK(encodeNamesResponse("a", "sockets", {}) == R"({"requestId":"a","sockets":[]})");
    CHECK(encodeDoneResponse("a") == R"({"requestId":"a"})");
    CHECK(encodeServerSideAck("e39zvC", R"({"ok":1})") ==
          R"({"type":6,"requestId":"e39zvC","data":{"ok":1}})");
    CHECK(encodeClientCount("fjG9nv", 1) == R"({"type":8,"requestId":"fjG9nv","clientCount":1})");
    const auto ack = encodeBroadcastAck("fjG9nv", "ack-c2");
    REQUIRE(ack);
    CHECK(hexOf(*ack) ==
          "83a47479706509a9726571756573744964a6666a47396e76a67061636b6574a661636b2d6332");
  }

  TEST_CASE("sockets of another server come and go with their whole handshake") {
    const auto response = decodeClusterResponse(SOCKETS);
    REQUIRE(response);
    CHECK(response->type == Type::DATA);
    CHECK(response->requestId == "KRvKZU");
    const auto sockets = remoteSocketsOf(response->body);
    REQUIRE(sockets);
    REQUIRE(sockets->size() == 1);
    const RemoteSocket& socket = sockets->front();
    CHECK(socket.id == "mP_MQKcScEs_k7JJAAAB");
    CHECK(socket.rooms == std::vector<std::string>{"mP_MQKcScEs_k7JJAAAB", "news", "r1"});
    CHECK(socket.data.dump() == R"({"user":"u1"})");
    CHECK(socket.handshake.header("origin") == "y");
    CHECK(socket.handshake.query("transport") == "websocket");
    CHECK(encodeSocketsResponse("KRvKZU", *sockets) == SOCKETS);
  }

  TEST_CASE("answers and counts are read, of JSON and of MessagePack") {
    const auto emit = decodeClusterResponse(R"({"type":6,"requestId":"e","data":{"ok":1}})");
    REQUIRE(emit);
    CHECK(emit->type == Type::SERVER_SIDE_EMIT);
    CHECK(emit->body.dump() == R"({"ok":1})");

    const auto count = decodeClusterResponse(R"({"type":8,"requestId":"e","clientCount":3})");
    REQUIRE(count);
    CHECK(count->type == Type::CLIENT_COUNT);
    CHECK(count->body.as<std::size_t>() == 3);

    const auto ack = decodeClusterResponse(
        fromHex("83a47479706509a9726571756573744964a6666a47396e76a67061636b6574c403010203"));
    REQUIRE(ack);
    CHECK(ack->type == Type::ACK);
    CHECK(ack->body.asBytes() == bytesOf("\x01\x02\x03"));

    const auto empty = decodeClusterResponse(R"({"requestId":"e"})");
    REQUIRE(empty);
    CHECK(empty->type == Type::DATA);
    CHECK(empty->body.isNull());
  }

  TEST_CASE("bytes in an answer survive the way") {
    const Json answer =
        Json::array({Json(bytesOf("\x01")), Json("text"), Json(bytesOf("\x02\x03"))});
    const auto encoded = encodeBroadcastAck("id", answer);
    REQUIRE(encoded);
    const auto response = decodeClusterResponse(*encoded);
    REQUIRE(response);
    CHECK(response->body == answer);
  }

  TEST_CASE("garbage is told from a response") {
    for (const std::string& payload :
         {std::string(), std::string("{}"), std::string("[]"), std::string(R"({"requestId":1})"),
          std::string(R"({"type":8,"requestId":"a"})"),
          std::string(R"({"type":8,"requestId":"a","clientCount":-1})"),
          std::string(R"({"type":8,"requestId":"a","clientCount":"1"})"), fromHex("c1"),
          R"({"requestId":"a","sockets":)" + std::string(100'000, '[')}) {
      CAPTURE(payload.substr(0, 80));
      CHECK(!decodeClusterResponse(payload));
    }
    CHECK(!remoteSocketsOf(Json::parse(R"([{"id":1}])")));
    CHECK(!remoteSocketsOf(Json::parse(R"([null])")));
    CHECK(!remoteSocketsOf(Json::parse(R"([{"id":"a","rooms":[null]}])")));
    const auto bare = remoteSocketsOf(Json::parse(R"([{"id":"a","handshake":7}])"));
    REQUIRE(bare);
    CHECK(bare->front().handshake.issued() == 0);
  }

  TEST_CASE("ids are six characters that are safe everywhere") {
    const std::string id = makeClusterId();
    CHECK(id.size() == 6);
    CHECK(
        id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
        std::string::npos);
    CHECK(makeClusterId() != id);
  }
}
