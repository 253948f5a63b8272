#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_emitter.hpp"
#include "redis/socket_io_node.hpp"
#include "support/redis_server.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;
using Node = SocketIONode<RedisAdapter>;

}  // namespace

TEST_SUITE("redis/RedisAdapter") {
  TEST_CASE("servers reach each other's clients, and an emitter reaches all") {
    RedisServer redis;
    Node one(redis.port());
    Node two(redis.port());
    SocketIOClient a(one.thread);
    SocketIOClient b(two.thread);

    one.io().emit("all", bytesOf("\x01"));
    CHECK(a.receive() == R"(451-["all",{"_placeholder":true,"num":0}])");
    CHECK(a.webSocket.receive().payload == "\x01");
    CHECK(b.receive() == R"(451-["all",{"_placeholder":true,"num":0}])");
    CHECK(b.webSocket.receive().payload == "\x01");
    two.io().to(a.id).emit("one");
    CHECK(a.receive() == R"(42["one"])");
    CHECK(one.fetch(one.io().in({a.id, b.id})).size() == 2);
    SocketIOEmitter(std::make_shared<RedisHelper>(optionsFor(redis.port()))).emit("emitted");
    CHECK(a.receive() == R"(42["emitted"])");
    CHECK(b.receive() == R"(42["emitted"])");
  }

  TEST_CASE(
      "what is sent while Redis is dead is counted, and delivery resumes without duplicates") {
    RedisServer redis;
    Node one(redis.port());
    Node two(redis.port());
    SocketIOClient a(one.thread);
    SocketIOClient b(two.thread);
    one.io().emit("before");
    CHECK(a.receive() == R"(42["before"])");
    CHECK(b.receive() == R"(42["before"])");

    redis.kill9();
    settleUntil(one.thread, [&] { return one.redis->status() != RedisStatus::READY; });
    for (int index = 0; index < 10; ++index) {
      one.io().emit("lost", index);
      CHECK(a.receive() == R"(42["lost",)" + std::to_string(index) + "]");
    }
    settleUntil(one.thread, [&] { return one.adapter().publishFailedCount() == 10; });
    CHECK_THROWS_WITH_AS(one.fetch(one.io().in("r")),
                         doctest::Contains(("missing: " + two.adapter().uid()).c_str()),
                         ApplicationError);

    redis.restart();
    settleUntil(one.thread, [&] {
      return one.redis->status() == RedisStatus::READY &&
             redis.command("PUBLISH socket.io-request#/# x") == ":2";
    });
    one.io().emit("after");
    one.io().emit("end");
    CHECK(eventsUntilEnd(b) == Strings{R"(42["after"])"});
    CHECK(eventsUntilEnd(a) == Strings{R"(42["after"])"});
    CHECK(one.adapter().publishFailedCount() == 10);
    settleUntil(one.thread, [&] {
      try {
        return one.fetch(one.io().in({a.id, b.id})).size() == 2;
      } catch (const ApplicationError&) {
        return false;  // one of the connections is not back
      }
    });
  }

  TEST_CASE("a subscription that is killed comes back") {
    RedisServer redis;
    Node one(redis.port());
    Node two(redis.port());
    SocketIOClient b(two.thread);

    redis.command("CLIENT KILL TYPE pubsub");
    settleUntil(one.thread,
                [&] { return redis.command("PUBLISH socket.io-request#/# x") == ":2"; });
    one.io().emit("end");

    CHECK(eventsUntilEnd(b).empty());
  }
}
