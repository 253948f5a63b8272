#include <future>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/network/event_loop.hpp"
#include "redis/redis_test_support.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

using Texts = std::vector<std::string>;

/// Publishes marks until one has come through; nothing that was published before is on its way
/// afterwards.
Task<void> settle(RedisHelper& publisher, std::string channel, Events& events) {
  co_await publisher.publish(channel, "mark");
  co_await until([&] { return events.count("mark") > 0; });
}

}  // namespace

TEST_SUITE("redis/subscriptions") {
  TEST_CASE("messages reach the handlers of their channel and of patterns that match it") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events channel;
      Events twice;
      Texts patterns;
      redis.subscribe(intoEvents("news.1", channel));
      redis.subscribe(intoEvents("news.1", twice));
      redis.psubscribe({.topic = "news.*", .onMessage = [&](const RedisMessage& message) {
                          patterns.push_back(std::string(message.pattern) + " " +
                                             std::string(message.channel) + " " +
                                             std::string(message.payload));
                        }});
      co_await redis.waitUntilSubscribed();
      co_await redis.publish("news.1", std::string_view("\0\xff", 2));
      co_await redis.publish("news.2", "b");
      co_await redis.publish("other", "c");
      co_await settle(redis, "news.1", channel);
      co_await until([&] { return patterns.size() == 3; });

      CHECK(channel.all() == Texts{std::string("\0\xff", 2), "mark"});
      CHECK(twice.all() == channel.all());
      CHECK(patterns[1] == "news.* news.2 b");
    });
  }

  TEST_CASE("the server has one subscription for all handlers, until the last has gone") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events events;
      redis.subscribe(intoEvents("a", events));
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilSubscribed();
      CHECK(server.command("PUBLISH a x") == ":1");
      redis.unsubscribe({.topic = "a"});
      co_await until([&] { return server.command("PUBLISH a y") == ":0"; });
      redis.subscribe(intoEvents("b", events));
      co_await redis.waitUntilSubscribed();
      co_await settle(redis, "b", events);

      CHECK(events.count("y") == 0);
    });
  }

  TEST_CASE("handlers of other loops are called there, in order") {
    RedisServer server;
    RedisHelper redis(optionsFor(server.port()));
    runAwaitable([&]() -> Task<void> {
      EventLoop* const loop = EventLoop::current();
      std::vector<int> numbers;
      bool isOnLoop = true;
      redis.subscribe({.topic = "a", .onMessage = [&](const RedisMessage& message) {
                         isOnLoop = isOnLoop && EventLoop::current() == loop;
                         numbers.push_back(std::stoi(std::string(message.payload)));
                       }});
      co_await redis.waitUntilSubscribed();
      for (int number = 0; number < 500; ++number) {
        const std::string text = std::to_string(number);
        const std::string_view publish[] = {"PUBLISH", "a", text};
        redis.send(publish, [](const RedisValue&) {});
      }
      co_await until([&] { return numbers.size() == 500; });

      CHECK(isOnLoop);
      for (int number = 0; number < 500; ++number) {
        REQUIRE(numbers[static_cast<std::size_t>(number)] == number);
      }
      redis.unsubscribe({.topic = "a"});
    });
  }

  TEST_CASE("compressed payloads are inflated where the subscriber says so") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events inflated;
      Events raw;
      RedisSubscribeOptions options = intoEvents("a", inflated);
      options.useCompress = true;
      redis.subscribe(options);
      redis.subscribe(intoEvents("a", raw));
      co_await redis.waitUntilSubscribed();
      const std::vector<std::string> topics{"a"};
      co_await redis.publish({.topics = topics, .payload = "hello", .useCompress = true});
      co_await until([&] { return inflated.all().size() == 1; });

      CHECK(inflated.all() == Texts{"\"hello\""});
      CHECK(raw.all()[0].front() == '\x78');
    });
  }

  TEST_CASE("a subscription that the server refuses is an error, and the others stand") {
    RedisServer server;
    server.command("ACL SETUSER me on >pw +@all ~* resetchannels &good");
    runAwaitable([&]() -> Task<void> {
      Events errors;
      RedisHelperOptions options = optionsFor(server.port());
      options.user = "me";
      options.password = "pw";
      options.callbacks.onError = [&](const RedisHelperEvent& event) {
        errors.add(std::string(event.error));
      };
      RedisHelper redis(options);
      Events events;
      redis.subscribe(intoEvents("bad", events));
      redis.subscribe(intoEvents("good", events));
      const std::string error = co_await errorOf(redis.waitUntilSubscribed());
      co_await redis.waitUntilReady();
      co_await settle(redis, "good", events);

      CHECK(contains(error, "[subscribe] Failed to subscribe to topic: bad | error: NOPERM"));
      REQUIRE(errors.all().size() == 1);
      CHECK(contains(errors.all()[0], "topic: bad"));
    });
  }

  TEST_CASE("a handler may change subscriptions and end the helper") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      auto redis = std::make_shared<RedisHelper>(optionsFor(server.port()));
      RedisHelper publisher(optionsFor(server.port()));
      Events events;
      redis->subscribe({.topic = "first", .onMessage = [&](const RedisMessage&) {
                          redis->unsubscribe({.topic = "first"});
                          redis->subscribe({.topic = "last", .onMessage = [&](const auto&) {
                                              redis.reset();
                                              events.add("gone");
                                            }});
                        }});
      co_await redis->waitUntilSubscribed();
      co_await publisher.publish("first", "x");
      co_await until([&] { return server.command("PUBLISH last x") == ":1"; });
      co_await until([&] { return events.count("gone") == 1; });

      CHECK(redis == nullptr);
    });
  }
}
