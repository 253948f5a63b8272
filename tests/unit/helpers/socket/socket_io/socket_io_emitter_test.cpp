#include "ignis/helpers/socket/socket_io/socket_io_emitter.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/hex.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/socket/socket_io/adapter/redis/cluster_node.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

/// What an emitter publishes: the channel, and text, or hexadecimal digits.
struct Published {
  explicit Published(std::string_view nsp = "/") : emitter(broker.connect(), {}, nsp) {}

  std::string last() const {
    const auto messages = wiretap.messages();
    REQUIRE(!messages.empty());
    const auto& [channel, payload] = messages.back();
    return channel + " " + (payload.starts_with('{') ? payload : hexOf(payload));
  }

  TestBroker broker;
  Wiretap wiretap{broker};
  SocketIOEmitter emitter;
};

struct Chat {
  std::string from, message;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (from, message))

}  // namespace

TEST_SUITE("helpers/socket_io/SocketIOEmitter") {
  TEST_CASE("what is published is the same, byte for byte, as the original's") {
    Published published;
    const SocketIOEmitter& io = published.emitter;

    io.compress(true).to("news").emit("chat:message", Chat{.from = "x", .message = "hi"});
    CHECK(published.last() ==
          "socket.io#/#news# "
          "93a7656d697474657283a47479706502a46461746192ac636861743a6d65737361676582a466726f6da178a7"
          "6d657373616765a26869a36e7370a12f83a5726f6f6d7391a46e657773a5666c61677381a8636f6d70726573"
          "73c3a665786365707490");
    io.to("news").to("b").except({"x", "y"}).volatile_().emit("m");
    CHECK(published.last() ==
          "socket.io#/# "
          "93a7656d697474657283a47479706502a46461746191a16da36e7370a12f83a5726f6f6d7392a46e657773a1"
          "62a5666c61677381a8766f6c6174696c65c3a665786365707492a178a179");
    io.of("admin").emit("m");
    CHECK(published.last() ==
          "socket.io#/admin# "
          "93a7656d697474657283a47479706502a46461746191a16da36e7370a62f61646d696e83a5726f6f6d7390a5"
          "666c61677380a665786365707490");
    io.in("news").socketsJoin("j");
    CHECK(published.last() ==
          R"(socket.io-request#/# {"type":2,"opts":{"rooms":["news"],"except":[]},"rooms":["j"]})");
    io.in("news").socketsLeave({"j", "k"});
    CHECK(
        published.last() ==
        R"(socket.io-request#/# {"type":3,"opts":{"rooms":["news"],"except":[]},"rooms":["j","k"]})");
    io.in("nobody").disconnectSockets(true);
    CHECK(
        published.last() ==
        R"(socket.io-request#/# {"type":4,"opts":{"rooms":["nobody"],"except":[]},"close":true})");
    io.serverSideEmit("hello", "w");
    CHECK(published.last() ==
          R"(socket.io-request#/# {"uid":"emitter","type":6,"data":["hello","w"]})");
  }

  TEST_CASE("another namespace begins with all of its sockets") {
    Published published("chat");

    published.emitter.to("room").volatile_().of("/other").emit("m");
    CHECK(published.last().starts_with("socket.io#/other# "));
    published.emitter.emit("m");
    CHECK(published.last().starts_with("socket.io#/chat# "));
  }

  TEST_CASE("clients and listeners of servers get what an emitter sends") {
    TestBroker broker;
    Journal journal;
    ClusterNode node(broker, [&](Server& io) {
      io.on("connection", [](Socket& socket) { socket.join("r"); });
      io.on("hello", [&](std::string who) { journal.add(who); });
    });
    SocketIOClient client(node.thread);
    SocketIOEmitter emitter(broker.connect());

    emitter.to("r").emit("room", bytesOf("\x01"));
    CHECK(client.receive() == R"(451-["room",{"_placeholder":true,"num":0}])");
    CHECK(client.webSocket.receive().payload == "\x01");
    emitter.to(client.id).emit("you", 1);
    CHECK(client.receive() == R"(42["you",1])");
    emitter.serverSideEmit("hello", "world");
    settleUntil(node.thread, [&] { return journal.entries() == Strings{"world"}; });
    emitter.except("r").emit("nobody");
    emitter.disconnectSockets();
    CHECK(client.receive() == "41");
  }

  TEST_CASE("names of the protocol and binary arguments for servers are refused") {
    TestBroker broker;
    const SocketIOEmitter emitter(broker.connect());

    CHECK_THROWS_WITH_AS(emitter.emit("connect"), "\"connect\" is a reserved event name",
                         ApplicationError);
    CHECK_THROWS_WITH_AS(emitter.serverSideEmit("new_namespace"),
                         "\"new_namespace\" is a reserved event name", ApplicationError);
    CHECK_THROWS_WITH_AS(
        emitter.serverSideEmit("event", bytesOf("x")),
        "[SocketIOEmitter][serverSideEmit] Binary arguments cannot be sent to servers | cure: "
        "encode them as text",
        ApplicationError);
    CHECK_THROWS_WITH_AS(emitter.emit("event", RawJson{"oops"}),
                         "[SocketIOEmitter][emit] The event is no JSON, or nested too deeply",
                         ApplicationError);
    CHECK(emitter.failedCount() == 0);
  }

  TEST_CASE("flush ends when all has left, and tells what has not") {
    TestBroker broker;
    const auto redis = broker.connect();
    const SocketIOEmitter emitter(redis);
    runAwaitable([&]() -> Task<void> {
      co_await emitter.flush();
      emitter.emit("a");
      emitter.emit("b");
      co_await emitter.flush();
      CHECK(emitter.failedCount() == 0);

      co_await redis->disconnect();
      emitter.emit("c");
      emitter.of("/n").emit("d");
      std::string error;
      try {
        co_await emitter.flush();
      } catch (const ApplicationError& failure) {
        error = failure.what();
      }
      CHECK(error == "[SocketIOEmitter][flush] Redis has not taken all messages | lost: 2");
      CHECK(emitter.failedCount() == 2);
      co_await emitter.flush();
    });
  }
}
