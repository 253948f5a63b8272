#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/websocket/websocket_emitter.hpp"
#include "redis/fake_redis_server.hpp"
#include "redis/redis_test_support.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

using Texts = std::vector<std::string>;

RedisHelperOptions lazyOptionsFor(std::uint16_t port) {
  RedisHelperOptions options = optionsFor(port);
  options.autoConnect = false;
  return options;
}

WebSocketEmitterOptions emitterTo(RedisHelperOptions options) {
  return {.redisConnection = std::make_shared<RedisHelper>(std::move(options))};
}

/// Channels and messages.
RedisSubscribeOptions wiretap(Events& events) {
  return {.topic = "ws:*", .onMessage = [&events](const RedisMessage& message) {
            events.add(std::string(message.channel) + " " + std::string(message.payload));
          }};
}

}  // namespace

TEST_SUITE("redis/websocket_emitter") {
  TEST_CASE("who subscribes gets every message in the order of the calls") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Events events;
      RedisHelper subscriber(optionsFor(server.port()));
      subscriber.psubscribe(wiretap(events));
      co_await subscriber.waitUntilSubscribed();
      WebSocketEmitter emitter(emitterTo(lazyOptionsFor(server.port())));
      co_await emitter.configure();

      const Json data = Json::object({{"text", "Grüße"}});
      const Texts exclude{"c1", "c2"};
      Task<void> first = emitter.toClient({.clientId = "c", .event = "e", .data = data});
      Task<void> second = emitter.toUser({.userId = "u", .event = "e", .data = data});
      co_await emitter.toRoom({.room = "r", .event = "e", .data = data, .exclude = exclude});
      co_await std::move(first);
      co_await std::move(second);
      co_await emitter.broadcast({.event = "e"});
      co_await until([&] { return events.all().size() >= 4; });

      const Texts expected{
          R"(ws:client:c {"serverId":"emitter","type":"client","target":"c","event":"e","data":{"text":"Grüße"}})",
          R"(ws:user:u {"serverId":"emitter","type":"user","target":"u","event":"e","data":{"text":"Grüße"}})",
          R"(ws:room:r {"serverId":"emitter","type":"room","target":"r","event":"e","data":{"text":"Grüße"},"exclude":["c1","c2"]})",
          R"(ws:broadcast {"serverId":"emitter","type":"broadcast","event":"e"})"};
      CHECK(events.all() == expected);
      co_await emitter.shutdown();
      co_await subscriber.disconnect();
    });
  }

  TEST_CASE("what is sent before the connection is ready waits for it") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Events events;
      RedisHelper subscriber(optionsFor(server.port()));
      subscriber.psubscribe(wiretap(events));
      co_await subscriber.waitUntilSubscribed();
      WebSocketEmitter emitter(emitterTo(lazyOptionsFor(server.port())));

      co_await emitter.broadcast({.event = "early"});
      co_await until([&] { return !events.all().empty(); });

      const Texts expected{
          R"(ws:broadcast {"serverId":"emitter","type":"broadcast","event":"early"})"};
      CHECK(events.all() == expected);
    });
  }

  TEST_CASE("configure tells why there is no connection") {
    runAwaitable([&]() -> Task<void> {
      const std::uint16_t port = freePort();
      WebSocketEmitter emitter(emitterTo(lazyOptionsFor(port)));

      const std::string error = co_await errorOf(emitter.configure());

      CHECK(contains(error, std::to_string(port)));
      co_await emitter.shutdown();
      co_await emitter.shutdown();
    });
  }

  TEST_CASE("what Redis refuses is thrown") {
    FakeRedisServer server({[](FakeRedisServer::Connection& connection) {
      connection.welcome();
      connection.expect("PUBLISH");
      connection.send("-NOPERM this user has no permissions\r\n");
      connection.waitUntilClosed();
    }});
    runAwaitable([&]() -> Task<void> {
      WebSocketEmitter emitter(emitterTo(optionsFor(server.port())));
      co_await emitter.configure();

      const std::string error = co_await errorOf(emitter.broadcast({.event = "e"}));

      CHECK(error == "NOPERM this user has no permissions");
    });
  }

  TEST_CASE("what is under way when the connection breaks is reported, and not sent twice") {
    FakeRedisServer server({[](FakeRedisServer::Connection& connection) {
                              connection.welcome();
                              connection.expect("first");
                            },
                            [](FakeRedisServer::Connection& connection) {
                              connection.welcome();
                              connection.expect("PUBLISH");
                              connection.send(":1\r\n");
                              connection.waitUntilClosed();
                            }});
    runAwaitable([&]() -> Task<void> {
      WebSocketEmitter emitter(emitterTo(optionsFor(server.port())));
      co_await emitter.configure();

      const std::string error = co_await errorOf(emitter.broadcast({.event = "first"}));
      CHECK(!error.empty());
      co_await emitter.configure();
      // Were the first one sent again, the only answer would be its.
      co_await emitter.broadcast({.event = "second"});
    });
  }

  TEST_CASE("shutdown comes after what has been sent before it") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Events events;
      RedisHelper subscriber(optionsFor(server.port()));
      subscriber.psubscribe(wiretap(events));
      co_await subscriber.waitUntilSubscribed();
      WebSocketEmitter emitter(emitterTo(optionsFor(server.port())));
      co_await emitter.configure();

      std::vector<Task<void>> tasks;
      for (int count = 0; count < 100; ++count) {
        tasks.push_back(emitter.toRoom({.room = "r", .event = "e", .data = count}));
      }
      co_await emitter.shutdown();
      for (Task<void>& task : tasks) {
        co_await std::move(task);
      }
      co_await until([&] { return events.all().size() >= 100; });

      CHECK(events.all().size() == 100);
      const std::string error = co_await errorOf(emitter.broadcast({.event = "late"}));
      CHECK(error == "Connection is closed.");
    });
  }
}
