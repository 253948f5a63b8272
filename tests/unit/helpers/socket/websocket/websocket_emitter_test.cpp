#include "ignis/helpers/socket/websocket/websocket_emitter.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <boost/describe/class.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/raw_json.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/logger/captured_log.hpp"

namespace ignis {
namespace {

using test::runAwaitable;
using Strings = std::vector<std::string>;

struct Reading {
  std::string sensor;
  double value = 0;
};
BOOST_DESCRIBE_STRUCT(Reading, (), (sensor, value))

std::shared_ptr<MemoryRedisHelper> connectionTo(std::string broker) {
  return std::make_shared<MemoryRedisHelper>(
      MemoryRedisHelperOptions{.name = "parent", .broker = std::move(broker)});
}

/// What an emitter publishes: the channel, a space, the message.
struct Published {
  Published() {
    wiretap->psubscribe({.topic = "*", .onMessage = [this](const RedisMessage& message) {
                           last = std::string(message.channel) + " " + std::string(message.payload);
                         }});
  }

  std::shared_ptr<MemoryRedisHelper> parent = connectionTo("websocket-emitter");
  std::shared_ptr<MemoryRedisHelper> wiretap = connectionTo("websocket-emitter");
  WebSocketEmitter emitter{{.redisConnection = parent}};
  std::string last;
};

TEST_SUITE("helpers/websocket/WebSocketEmitter") {
  TEST_CASE("every method has its channel and its message") {
    Published published;
    WebSocketEmitter& emitter = published.emitter;
    runAwaitable([&]() -> Task<void> {
      const Json data = Json::object({{"v", 1}});
      const Strings exclude{"c1"};

      co_await emitter.toClient({.clientId = "c1", .event = "hello", .data = data});
      CHECK(
          published.last ==
          R"(ws:client:c1 {"serverId":"emitter","type":"client","target":"c1","event":"hello","data":{"v":1}})");
      co_await emitter.toUser({.userId = "u 1", .event = "hello", .data = data});
      CHECK(
          published.last ==
          R"(ws:user:u 1 {"serverId":"emitter","type":"user","target":"u 1","event":"hello","data":{"v":1}})");
      co_await emitter.toRoom(
          {.room = "dash", .event = "data:update", .data = data, .exclude = exclude});
      CHECK(
          published.last ==
          R"(ws:room:dash {"serverId":"emitter","type":"room","target":"dash","event":"data:update","data":{"v":1},"exclude":["c1"]})");
      co_await emitter.toRoom({.room = "dash", .event = "data:update", .data = data});
      CHECK(
          published.last ==
          R"(ws:room:dash {"serverId":"emitter","type":"room","target":"dash","event":"data:update","data":{"v":1}})");
      co_await emitter.broadcast({.event = "news", .data = data});
      CHECK(
          published.last ==
          R"(ws:broadcast {"serverId":"emitter","type":"broadcast","event":"news","data":{"v":1}})");
    });
  }

  TEST_CASE("data are any value of JSON, null too, or none") {
    Published published;
    WebSocketEmitter& emitter = published.emitter;
    runAwaitable([&]() -> Task<void> {
      const std::string head =
          R"(ws:broadcast {"serverId":"emitter","type":"broadcast","event":"e")";
      const Reading reading{.sensor = "Küche \"1\"", .value = 21.5};

      co_await emitter.broadcast({.event = "e", .data = reading});
      CHECK(published.last == head + R"(,"data":{"sensor":"Küche \"1\"","value":21.5}})");
      co_await emitter.broadcast({.event = "e", .data = "text"});
      CHECK(published.last == head + R"(,"data":"text"})");
      co_await emitter.broadcast({.event = "e", .data = 0});
      CHECK(published.last == head + R"(,"data":0})");
      co_await emitter.broadcast({.event = "e", .data = nullptr});
      CHECK(published.last == head + R"(,"data":null})");
      co_await emitter.broadcast({.event = "e"});
      CHECK(published.last == head + "}");
    });
  }

  TEST_CASE("arguments need not live longer than the call") {
    Published published;
    runAwaitable([&]() -> Task<void> {
      std::string room = "room";
      std::string event = "event";
      auto exclude = std::make_unique<Strings>(1, "c1");
      Task<void> task = published.emitter.toRoom(
          {.room = room, .event = event, .data = room, .exclude = *exclude});
      room = event = "overwritten";
      exclude.reset();
      co_await std::move(task);

      CHECK(
          published.last ==
          R"(ws:room:room {"serverId":"emitter","type":"room","target":"room","event":"event","data":"room","exclude":["c1"]})");
    });
  }

  TEST_CASE("a connection is required, and duplicated") {
    const auto withoutConnection = [] { WebSocketEmitter({.redisConnection = nullptr}); };
    CHECK_THROWS_WITH_AS(withoutConnection(), "[WebSocketEmitter] Invalid redis connection!",
                         ApplicationError);
    try {
      withoutConnection();
    } catch (const ApplicationError& error) {
      CHECK(error.statusCode() == 500);
    }

    Published published;
    runAwaitable([&]() -> Task<void> {
      co_await published.parent->disconnect();
      co_await published.emitter.configure();
      co_await published.emitter.broadcast({.event = "e"});
      CHECK(published.last.starts_with("ws:broadcast "));
      co_await published.emitter.shutdown();
    });
    CHECK(published.wiretap->status() == RedisStatus::READY);
  }

  TEST_CASE("log lines bear the identifier") {
    const auto redis = connectionTo("websocket-emitter-names");

    CHECK(WebSocketEmitter({.redisConnection = redis}).scope() == "WebSocketEmitter");
    CHECK(WebSocketEmitter({.identifier = "jobs", .redisConnection = redis}).scope() == "jobs");
  }

  TEST_CASE("configure connects a helper that waits to be asked") {
    const auto parent = std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{
        .name = "waiting", .broker = "websocket-emitter-waits", .autoConnect = false});
    WebSocketEmitter emitter({.redisConnection = parent});
    test::CapturedLog log;

    runAwaitable([&]() -> Task<void> {
      co_await emitter.configure();
      co_await emitter.configure();
    });

    CHECK(parent->status() == RedisStatus::WAIT);
    CHECK(std::ranges::count_if(log.lines(), [](const std::string& line) {
            return line.find("Redis READY | Name: waiting") != std::string::npos;
          }) == 1);
  }

  TEST_CASE("after shutdown nothing is taken any more, and another shutdown does nothing") {
    Published published;
    WebSocketEmitter& emitter = published.emitter;
    runAwaitable([&]() -> Task<void> {
      co_await emitter.configure();
      co_await emitter.shutdown();
      co_await emitter.shutdown();
      std::string error;
      try {
        co_await emitter.broadcast({.event = "e"});
      } catch (const ApplicationError& failure) {
        error = failure.what();
      }
      CHECK(error == "Connection is closed.");
      CHECK(published.last.empty());
    });
  }

  TEST_CASE("data that no server would take is refused at once") {
    Published published;
    const std::string tooDeep = std::string(64, '[') + std::string(64, ']');
    for (const std::string_view json : {std::string_view("oops"), std::string_view("1,2"),
                                        std::string_view("\"\xff\""), std::string_view(tooDeep)}) {
      CAPTURE(json);
      CHECK_THROWS_WITH_AS(
          published.emitter.broadcast({.event = "e", .data = RawJson{json}}),
          "[WebSocketEmitter] The data is no JSON, or nested too deeply | event: e | limit: 63 | "
          "cure: pass a value, or flatten it",
          ApplicationError);
    }
    const std::string deep = tooDeep.substr(1, 126);
    runAwaitable([&]() -> Task<void> {
      co_await published.emitter.broadcast({.event = "e", .data = RawJson{deep}});
    });
    CHECK(published.last.ends_with("\"data\":" + deep + "}"));
  }
}

}  // namespace
}  // namespace ignis
