#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/network/event_loop.hpp"
#include "redis/redis_test_support.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

TEST_SUITE("redis/commands") {
  TEST_CASE("commands are answered in the order of the calls") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      std::vector<std::int64_t> answers;
      const std::string_view increment[] = {"INCR", "counter"};
      co_await redis.waitUntilReady();
      for (int call = 0; call < 5000; ++call) {
        redis.send(increment,
                   [&](const RedisValue& reply) { answers.push_back(reply.asInteger()); });
      }
      const RedisValue last = co_await redis.execute("INCR", "counter");

      CHECK(last.asInteger() == 5001);
      REQUIRE(answers.size() == 5000);
      for (std::size_t call = 0; call < answers.size(); ++call) {
        REQUIRE(answers[call] == static_cast<std::int64_t>(call) + 1);
      }
    });
  }

  TEST_CASE("every kind of reply comes back, of any bytes and of any size") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      std::string large(3'000'000, '\0');
      for (std::size_t index = 0; index < large.size(); ++index) {
        large[index] = static_cast<char>(index * 31);
      }
      co_await redis.execute("SET", "large", large);
      const RedisValue value = co_await redis.execute("GET", "large");
      const RedisValue missing = co_await redis.execute("GET", "missing");
      const std::string error = co_await errorOf(redis.execute("INCR", "large"));
      const RedisValue list = co_await redis.execute("MGET", "large", "missing");

      CHECK(value.asString() == large);
      CHECK(missing.isNull());
      CHECK(contains(error, "ERR value is not an integer"));
      CHECK(list.size() == 2);
      CHECK(list[1].isNull());
    });
  }

  TEST_CASE("the methods of the interface reach a server") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      const std::vector<std::string> keys{"n", "missing"};
      co_await redis.set({.key = "n", .value = 5});
      const auto values = co_await redis.mget({.keys = keys});
      const std::int64_t deleted = co_await redis.del({.keys = keys});
      const std::string pong = co_await redis.ping();

      CHECK(values == std::vector<std::optional<std::string>>{"5", std::nullopt});
      CHECK(deleted == 1);
      CHECK(pong == "PONG");
    });
  }

  TEST_CASE("the database of the options is used") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.database = 3;
      RedisHelper third(options);
      RedisHelper first(optionsFor(server.port()));
      co_await third.execute("SET", "key", "third");
      const RedisValue inFirst = co_await first.execute("GET", "key");
      const RedisValue inThird = co_await third.execute("GET", "key");

      CHECK(inFirst.isNull());
      CHECK(inThird.asString() == "third");
    });
  }

  TEST_CASE("commands for which there is no connection yet wait for it in order, up to a limit") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.autoConnect = false;
      options.maxOfflineCommands = 3;
      RedisHelper redis(options);
      Events events;
      for (const std::string_view value : {"a", "b", "c", "d"}) {
        const std::string_view append[] = {"APPEND", "key", value};
        redis.send(append, [&events](const RedisValue& reply) {
          events.add(reply.isError() ? reply.errorMessage() : "appended");
        });
      }
      CHECK(events.all().empty());
      co_await until([&] { return events.all().size() == 4; });
      const RedisValue value = co_await redis.execute("GET", "key");

      CHECK(value.asString() == "abc");
      CHECK(events.all()[0] ==
            "The offline queue is full | limit: maxOfflineCommands 3 | server: "
            "127.0.0.1:" +
                std::to_string(server.port()));
      CHECK(events.count("appended") == 3);
    });
  }

  TEST_CASE("the bytes of waiting commands are limited too, and so are those without an answer") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.maxOfflineBytes = 1000;
      options.maxPendingBytes = 2000;
      RedisHelper redis(options);
      const std::string offline = co_await errorOf(redis.execute("ECHO", std::string(1000, 'x')));
      co_await redis.waitUntilReady();
      const std::string pending = co_await errorOf(redis.execute("ECHO", std::string(2000, 'x')));
      const std::string fits = co_await errorOf(redis.execute("ECHO", std::string(1900, 'x')));

      CHECK(contains(offline, "maxOfflineBytes 1000"));
      CHECK(contains(pending, "maxPendingBytes 2000"));
      CHECK(fits.empty());
    });
  }

  TEST_CASE("a command that may be sent once only fails where there is no connection") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events events;
      const std::string_view ping[] = {"PING"};
      const auto onReply = [&events](const RedisValue& reply) {
        events.add(reply.isError() ? reply.errorMessage() : reply.asString());
      };
      redis.send(ping, onReply, RedisSendMode::ONCE);
      co_await redis.waitUntilReady();
      redis.send(ping, onReply, RedisSendMode::ONCE);
      co_await until([&] { return events.all().size() == 2; });

      CHECK(contains(events.all()[0], "The connection is not ready"));
      CHECK(events.all()[1] == "PONG");
    });
  }

  TEST_CASE("a helper that is made where there is no loop can be used from many threads") {
    RedisServer server;
    constexpr int THREADS = 4;
    constexpr int CALLS = 500;
    RedisHelper redis(optionsFor(server.port()));
    std::atomic<int> answers = 0;
    std::promise<void> allAnswered;
    const auto onReply = [&](const RedisValue&) {
      if (++answers == THREADS * CALLS) {
        allAnswered.set_value();
      }
    };
    runAwaitable([&] { return redis.waitUntilReady(); });
    std::vector<std::thread> threads;
    for (int thread = 0; thread < THREADS; ++thread) {
      threads.emplace_back([&] {
        const std::string_view increment[] = {"INCR", "counter"};
        for (int call = 0; call < CALLS; ++call) {
          redis.send(increment, onReply);
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    allAnswered.get_future().get();

    CHECK(server.command("GET counter") == "$4\r\n2000");
  }

  TEST_CASE("a caller on another loop is answered on its own loop") {
    RedisServer server;
    RedisHelper redis(optionsFor(server.port()));
    runAwaitable([&]() -> Task<void> {
      EventLoop* const loop = EventLoop::current();
      std::vector<EventLoop*> loops;
      const std::string_view ping[] = {"PING"};
      for (int call = 0; call < 100; ++call) {
        redis.send(ping, [&](const RedisValue&) { loops.push_back(EventLoop::current()); });
      }
      CHECK(loops.empty());
      const std::string pong = co_await redis.ping();

      CHECK(pong == "PONG");
      CHECK(EventLoop::current() == loop);
      CHECK(loops == std::vector<EventLoop*>(100, loop));
    });
  }

  TEST_CASE("a helper may be destroyed by what it calls") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      auto redis = std::make_shared<RedisHelper>(optionsFor(server.port()));
      co_await redis->waitUntilReady();
      Events events;
      const std::string_view ping[] = {"PING"};
      redis->send(ping, [&](const RedisValue&) { redis.reset(); });
      redis->send(ping, [&](const RedisValue& reply) { events.add(reply.errorMessage()); });
      co_await until([&] { return events.all().size() == 1; });

      CHECK(events.all()[0] == "Connection is closed.");
    });
  }

  TEST_CASE("a helper without a loop may be destroyed on its own thread") {
    RedisServer server;
    auto redis = std::make_shared<RedisHelper>(optionsFor(server.port()));
    std::promise<void> destroyed;
    const std::string_view ping[] = {"PING"};
    redis->send(ping, [&](const RedisValue&) {
      redis.reset();
      destroyed.set_value();
    });
    destroyed.get_future().get();
    CHECK(redis == nullptr);
  }

  TEST_CASE("a helper may outlive the run of its loop") {
    RedisServer server;
    std::shared_ptr<RedisHelper> redis;
    EventLoop loop;
    loop.spawn("test", [&]() -> Task<void> {
      redis = std::make_shared<RedisHelper>(optionsFor(server.port()));
      co_await redis->waitUntilReady();
      loop.stop();
    });
    loop.run();
    redis.reset();
    CHECK(redis == nullptr);
  }
}
