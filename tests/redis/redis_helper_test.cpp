#include "ignis/helpers/redis/redis_helper.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "redis/until.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

RedisHelperOptions optionsFor(const RedisServer& server) {
  RedisHelperOptions options{.name = "test", .port = server.port()};
  options.retryDelayMax = std::chrono::milliseconds(100);
  return options;
}

void subscribeInto(DefaultRedisHelper& redis, std::string topic, std::vector<std::string>& into) {
  redis.subscribe({.topic = std::move(topic), .onMessage = [&into](const RedisMessage& message) {
                     into.push_back(std::string(message.payload));
                   }});
}

}  // namespace

TEST_SUITE("redis/RedisHelper") {
  TEST_CASE("commands are answered in the order of the calls") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server));
      co_await redis.waitUntilReady();
      std::vector<std::int64_t> answers;
      const std::string_view increment[] = {"INCR", "counter"};
      for (int call = 0; call < 1000; ++call) {
        redis.send(increment,
                   [&](const RedisValue& reply) { answers.push_back(reply.asInteger()); });
      }
      const RedisValue last = co_await redis.execute("INCR", "counter");

      CHECK(last.asInteger() == 1001);
      REQUIRE(answers.size() == 1000);
      CHECK(answers.front() == 1);
      CHECK(answers.back() == 1000);
      co_return;
    });
  }

  TEST_CASE("messages reach the subscriber, also after the server was killed and started again") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server));
      std::vector<std::string> messages;
      subscribeInto(redis, "news", messages);
      co_await redis.waitUntilReady();
      co_await redis.waitUntilSubscribed();
      CHECK(co_await redis.publish("news", "one") == 1);
      co_await until([&] { return messages.size() == 1; });

      server.kill9();
      co_await until([&] { return redis.status() == RedisStatus::RECONNECTING; });
      server.restart();
      co_await redis.ping();
      CHECK(redis.status() == RedisStatus::READY);
      CHECK(co_await redis.publish("news", "two") == 1);
      co_await until([&] { return messages.size() == 2; });

      CHECK(messages == std::vector<std::string>{"one", "two"});
      CHECK(co_await redis.disconnect());
      CHECK(redis.status() == RedisStatus::END);
      CHECK_FALSE(co_await redis.disconnect());
    });
  }
}
