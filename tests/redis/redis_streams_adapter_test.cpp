#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "redis/socket_io_node.hpp"
#include "support/redis_server.hpp"
#include "unit/helpers/socket/socket_io/recovery_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;
using Node = SocketIONode<RedisStreamsAdapter>;

ServerOptions withRecovery() {
  return {.connectionStateRecovery = ConnectionStateRecoveryOptions{}};
}

RedisServerOptions durable() {
  return {.arguments = {"--appendonly", "yes", "--appendfsync", "always"}};
}

std::string textOf(const AckError* error, const std::vector<Json>& answers) {
  std::string text = error == nullptr ? "fine" : error->message;
  for (const Json& answer : answers) {
    text += " " + answer.dump();
  }
  return text;
}

/// The events until `end`, without their offsets.
Strings recoverableEvents(RecoveryClient& state, SocketIOClient& client) {
  Strings events;
  for (std::string event = state.receive(client); event != R"(42["end"])";
       event = state.receive(client)) {
    events.push_back(event);
  }
  return events;
}

}  // namespace

TEST_SUITE("redis/RedisStreamsAdapter") {
  TEST_CASE("servers reach each other's clients") {
    RedisServer redis;
    Node one(redis.port());
    Node two(redis.port());
    SocketIOClient a(one.thread);
    SocketIOClient b(two.thread);

    one.io().emit("all", 1);
    CHECK(a.receive() == R"(42["all",1])");
    CHECK(b.receive() == R"(42["all",1])");
    one.io().to(b.id).emit("bin", bytesOf("\x01\x02"));
    CHECK(b.receive() == R"(451-["bin",{"_placeholder":true,"num":0}])");
    CHECK(b.webSocket.receive().payload == "\x01\x02");
    one.io().except(a.id).volatile_().emit("volatile");
    CHECK(b.receive() == R"(42["volatile"])");
    one.io().emit("end");
    CHECK(eventsUntilEnd(a).empty());
    CHECK(eventsUntilEnd(b).empty());
  }

  TEST_CASE("sockets of all servers join, are found, and are disconnected") {
    RedisServer redis;
    Node one(redis.port());
    Node two(redis.port());
    SocketIOClient a(one.thread);
    SocketIOClient b(two.thread);

    one.io().socketsJoin("r");
    settleUntil(one.thread, [&] { return one.fetch(one.io().in("r")).size() == 2; });
    two.io().in(b.id).socketsLeave("r");
    settleUntil(one.thread, [&] { return one.fetch(one.io().in("r")).size() == 1; });
    one.io().in(b.id).disconnectSockets();
    CHECK(b.receive() == "41");
  }

  TEST_CASE("servers and clients answer") {
    RedisServer redis;
    Journal journal;
    Node one(redis.port());
    Node two(redis.port(),
             [](Server& io) { io.on("who", [](int value, Ack ack) { ack(value + 1); }); });
    SocketIOClient b(two.thread);
    std::vector<Json> answers;

    one.thread.run(
        [&]() -> Task<void> { answers = co_await one.io().serverSideEmitWithAck("who", 1); });
    CHECK(textOf(nullptr, answers) == "fine 2");
    one.io().timeout(20s).emit("q", [&](const AckError* error, std::vector<Json> values) {
      journal.add(textOf(error, values));
    });
    CHECK(b.receive() == R"(420["q"])");
    b.send(R"(430["of b"])");
    settleUntil(one.thread, [&] { return journal.entries().size() == 1; });
    CHECK(journal.entries()[0] == R"(fine "of b")");
  }

  TEST_CASE("a client that is lost on one server recovers on another") {
    RedisServer redis;
    Journal journal;
    const auto joining = [&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        journal.add(socket.recovered() ? "recovered" : "new");
        if (!socket.recovered()) {
          socket.join("room");
          socket.data()["name"] = "x";
        }
        socket.on("disconnect", [&](std::string reason) { journal.add(reason); });
      });
    };
    Node one(redis.port(), joining, withRecovery());
    Node two(redis.port(), joining, withRecovery());
    RecoveryClient state;
    {
      SocketIOClient client(one.thread.port());
      state.connect(client);
      two.io().emit("seen");
      CHECK(state.receive(client) == R"(42["seen"])");
    }
    const std::string sid = state.sid;
    settleUntil(one.thread, [&] { return journal.entries().size() == 2; });
    settleUntil(one.thread,
                [&] { return redis.command("EXISTS sio:session:" + state.pid) == ":1"; });

    one.io().to("room").emit("missed", 1);
    two.io().emit("missed", 2);
    two.io().to("other").emit("not for it");
    one.io().except("room").emit("not for it");
    one.io().volatile_().emit("not for it");
    one.io().to(sid).emit("missed", 3);
    settleUntil(one.thread, [&] { return redis.command("XLEN socket.io") == ":7"; });

    SocketIOClient client(two.thread.port());
    Strings missed = state.connect(client);
    std::sort(missed.begin(), missed.end());  // of two servers
    CHECK(missed == Strings{R"(42["missed",1])", R"(42["missed",2])", R"(42["missed",3])"});
    CHECK(state.sid == sid);
    CHECK(journal.entries().back() == "recovered");
    CHECK(redis.command("EXISTS sio:session:" + state.pid) == ":0");
    const auto found = one.fetch(one.io().in("room"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].data.dump() == R"({"name":"x"})");
    one.io().emit("end");
    CHECK(recoverableEvents(state, client).empty());
  }

  TEST_CASE("who has nothing to recover begins anew") {
    RedisServer redis;
    Node one(redis.port(), {}, withRecovery());
    for (const auto& [pid, offset] : std::vector<std::pair<std::string, std::string>>{
             {"unknown", "1-0"},
             {"unknown", "no offset"},
             {"", ""},
             {"unknown", "18446744073709551615-18446744073709551615"}}) {
      SocketIOClient client(one.thread.port());
      RecoveryClient state{.sid = {}, .pid = pid, .offset = offset};
      CHECK(state.connect(client).empty());
      CHECK(state.pid.size() == 20);
      CHECK(state.pid != pid);
    }
  }

  TEST_CASE("nothing is lost and nothing comes twice when Redis dies and keeps its data") {
    for (const bool isRecovering : {false, true}) {
      CAPTURE(isRecovering);
      RedisServer redis(durable());
      const ServerOptions options = isRecovering ? withRecovery() : ServerOptions{};
      Node one(redis.port(), {}, options);
      Node two(redis.port(), {}, options);
      SocketIOClient a(one.thread);
      SocketIOClient b(two.thread);
      one.io().emit("0");
      CHECK(a.receive().starts_with(R"(42["0")"));
      CHECK(b.receive().starts_with(R"(42["0")"));

      redis.kill9();
      settleUntil(one.thread, [&] { return one.redis->status() != RedisStatus::READY; });
      for (int index = 1; index < 10; ++index) {
        one.io().emit(std::to_string(index));
      }
      for (int index = 1; index < 10; ++index) {
        CHECK(a.receive() == R"(42[")" + std::to_string(index) + R"("])");
      }
      redis.restart();
      for (int index = 1; index < 10; ++index) {
        CHECK(b.receive().starts_with(R"(42[")" + std::to_string(index)));
      }
      settleUntil(one.thread, [&] { return one.redis->status() == RedisStatus::READY; });
      one.io().emit("end");

      CHECK(eventsUntilEnd(a).empty());
      CHECK(eventsUntilEnd(b).empty());
      CHECK(one.adapter().publishFailedCount() == 0);
    }
  }

  TEST_CASE("reading goes on when Redis comes back empty, or with older ids") {
    RedisServer redis;
    Node one(redis.port(), {}, withRecovery());
    Node two(redis.port(), {}, withRecovery());
    SocketIOClient b(two.thread);
    one.io().emit("before");
    CHECK(b.receive().starts_with(R"(42["before")"));

    redis.restart();
    settleUntil(one.thread, [&] {
      return one.redis->status() == RedisStatus::READY && two.redis->status() == RedisStatus::READY;
    });
    CHECK(one.fetch(one.io().in("r")).empty());  // what was sent again is there
    redis.command("DEL socket.io");
    redis.command(
        "XADD socket.io 5-1 uid stranger nsp / type 3 data "
        R"('{"packet":{"type":2,"data":["older"]},"opts":{"rooms":[],"except":[],"flags":{}}}')");
    CHECK(b.receive() == R"(42["older","5-1"])");
    one.io().emit("end");
    CHECK(eventsUntilEnd(b).empty());
  }

  TEST_CASE("garbage in the stream and on its channels is passed over") {
    RedisServer redis;
    Node one(redis.port());
    SocketIOClient a(one.thread);

    redis.command("XADD socket.io * a b");
    redis.command("XADD socket.io * uid x nsp / type 3 data {");
    redis.command("XADD socket.io * uid x nsp / type 3 data !!!");
    redis.command("XADD socket.io * uid x nsp / type 3 data {}");
    redis.command("XADD socket.io * uid x nsp / type 99 data {}");
    redis.command("XADD socket.io * uid x nsp / type 4 data '{\"rooms\":7,\"opts\":[]}'");
    redis.command("XADD socket.io * uid x nsp / type 4 data '{\"rooms\":[{}]}'");
    redis.command("PUBLISH socket.io#/# garbage");
    redis.command("PUBLISH socket.io#/# '{\"type\":7,\"uid\":\"x\",\"nsp\":\"/\",\"data\":{}}'");
    redis.command("PUBLISH socket.io#/#" + one.adapter().uid() +
                  "# {\"type\":11,\"uid\":\"x\",\"nsp\":\"/\",\"data\":{\"requestId\":\"a\"}}");
    one.io().emit("end");
    settleUntil(one.thread, [&] { return redis.command("XLEN socket.io") == ":8"; });

    CHECK(eventsUntilEnd(a).empty());
    CHECK(one.fetch(one.io().in(a.id)).size() == 1);
  }

  TEST_CASE("the embedded broker has no streams") {
    const auto redis = std::make_shared<MemoryRedisHelper>(
        MemoryRedisHelperOptions{.name = "test", .broker = "streams"});
    CHECK_THROWS_WITH_AS(createStreamsAdapter(redis),
                         "[createStreamsAdapter] The embedded broker has no streams | cure: "
                         "connect to a Redis server, or use createAdapter",
                         ApplicationError);
  }
}
