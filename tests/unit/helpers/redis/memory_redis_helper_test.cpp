#include "ignis/helpers/redis/memory_redis_helper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/logger/captured_log.hpp"

namespace ignis {
namespace {

using test::runAwaitable;

void publish(DefaultRedisHelper& helper, std::string channel, std::string payload) {
  runAwaitable([&]() -> Task<void> { co_await helper.publish(channel, payload); });
}

RedisMessageHandler collect(std::vector<std::string>& into) {
  return [&into](const RedisMessage& message) {
    into.push_back(std::string(message.pattern) + "|" + std::string(message.channel) + "|" +
                   std::string(message.payload));
  };
}

TEST_SUITE("helpers/redis/MemoryRedisHelper") {
  TEST_CASE("a message reaches the subscribers of its channel") {
    MemoryRedisHelper publisher({.name = "pub", .broker = "channel"});
    MemoryRedisHelper subscriber({.name = "sub", .broker = "channel"});
    std::vector<std::string> received;
    subscriber.subscribe({.topic = "news", .onMessage = collect(received)});

    publish(publisher, "news", std::string("a\0b", 3));
    publish(publisher, "other", "c");

    CHECK(received == std::vector<std::string>{std::string("|news|a\0b", 9)});
  }

  TEST_CASE("a pattern takes the channels that it matches and is named with each message") {
    MemoryRedisHelper helper({.name = "patterns", .broker = "patterns"});
    std::vector<std::string> received;
    helper.psubscribe({.topic = "news.*", .onMessage = collect(received)});

    publish(helper, "news.art", "1");
    publish(helper, "newsart", "2");
    publish(helper, "news.", "3");

    CHECK(received == std::vector<std::string>{"news.*|news.art|1", "news.*|news.|3"});
  }

  TEST_CASE("brokers of different names do not hear each other") {
    MemoryRedisHelper one({.name = "one", .broker = "one"});
    MemoryRedisHelper other({.name = "other", .broker = "other"});
    std::vector<std::string> received;
    other.subscribe({.topic = "news", .onMessage = collect(received)});

    publish(one, "news", "1");

    CHECK(received.empty());
  }

  TEST_CASE("a duplicate shares the broker and ends on its own") {
    MemoryRedisHelper helper({.name = "original", .broker = "duplicates"});
    const auto copy = helper.duplicate();
    std::vector<std::string> received;
    helper.subscribe({.topic = "news", .onMessage = collect(received)});
    copy->subscribe({.topic = "news", .onMessage = collect(received)});

    runAwaitable([&]() -> Task<void> { CHECK(co_await copy->disconnect()); });
    publish(helper, "news", "1");

    CHECK(copy->status() == RedisStatus::END);
    CHECK(helper.status() == RedisStatus::READY);
    CHECK(received == std::vector<std::string>{"|news|1"});
  }

  TEST_CASE("unsubscribing forgets the channel or the pattern only") {
    MemoryRedisHelper helper({.name = "leaver", .broker = "leaver"});
    std::vector<std::string> received;
    helper.subscribe({.topic = "a", .onMessage = collect(received)});
    helper.subscribe({.topic = "b", .onMessage = collect(received)});
    helper.psubscribe({.topic = "?", .onMessage = collect(received)});

    helper.unsubscribe({.topic = "a"});
    publish(helper, "a", "1");
    helper.punsubscribe({.topic = "?"});
    publish(helper, "a", "2");
    publish(helper, "b", "3");

    CHECK(received == std::vector<std::string>{"?|a|1", "|b|3"});
  }

  TEST_CASE("a helper that is gone gets nothing") {
    MemoryRedisHelper publisher({.name = "pub", .broker = "gone"});
    std::vector<std::string> received;
    {
      MemoryRedisHelper subscriber({.name = "sub", .broker = "gone"});
      subscriber.subscribe({.topic = "news", .onMessage = collect(received)});
    }

    publish(publisher, "news", "1");

    CHECK(received.empty());
  }

  TEST_CASE("a subscriber on a loop is called on that loop, not before publish returns") {
    MemoryRedisHelper helper({.name = "loop", .broker = "loop"});
    EventLoop loop;
    std::vector<std::string> received;
    loop.spawn("test", [&]() -> Task<void> {
      RedisSubscribeOptions options{.topic = "news", .onMessage = [&](const RedisMessage& message) {
                                      CHECK(loop.isCurrent());
                                      received.emplace_back(message.payload);
                                      if (message.payload == "2") {
                                        loop.stop();
                                      }
                                    }};
      helper.subscribe(std::move(options));
      Task<std::int64_t> published = helper.publish("news", "1");
      CHECK(received.empty());
      co_await std::move(published);
      co_await helper.publish("news", "2");
    });

    loop.run();

    CHECK(received == std::vector<std::string>{"1", "2"});
  }

  TEST_CASE("what a handler publishes comes after what was published before") {
    MemoryRedisHelper helper({.name = "nested", .broker = "nested"});
    std::vector<std::string> received;
    helper.subscribe({.topic = "a", .onMessage = [&](const RedisMessage& message) {
                        const std::string payload(message.payload);
                        if (payload.size() < 3) {
                          publish(helper, "a", payload + "+");
                        }
                        received.push_back(payload);
                      }});

    publish(helper, "a", "1");

    CHECK(received == std::vector<std::string>{"1", "1+", "1++"});
  }

  TEST_CASE("publishers on several threads do not mix up a channel's order or overlap a handler") {
    constexpr int THREADS = 4;
    constexpr int MESSAGES = 500;
    MemoryRedisHelper helper({.name = "threads", .broker = "threads"});
    std::vector<std::string> first;
    std::vector<std::string> second;
    helper.subscribe({.topic = "a", .onMessage = collect(first)});
    helper.psubscribe({.topic = "*", .onMessage = [&](const RedisMessage& message) {
                         second.push_back("|a|" + std::string(message.payload));
                       }});

    std::vector<std::thread> publishers;
    for (int thread = 0; thread < THREADS; ++thread) {
      publishers.emplace_back([&helper, thread] {
        runAwaitable([&]() -> Task<void> {
          for (int message = 0; message < MESSAGES; ++message) {
            const std::string payload = std::to_string(thread) + ":" + std::to_string(message);
            co_await helper.publish("a", payload);
          }
        });
      });
    }
    for (std::thread& publisher : publishers) {
      publisher.join();
    }

    CHECK(first.size() == std::size_t{THREADS} * MESSAGES);
    CHECK(first == second);
    const auto position = [&](const std::string& payload) {
      return std::ranges::find(first, "|a|" + payload) - first.begin();
    };
    CHECK(position("2:0") < position("2:1"));
    CHECK(position("2:1") < position("2:499"));
  }

  TEST_CASE("a handler that throws is logged and keeps its subscription") {
    const test::CapturedLog log;
    MemoryRedisHelper helper({.name = "thrower", .broker = "thrower"});
    int calls = 0;
    helper.subscribe({.topic = "a", .onMessage = [&](const RedisMessage&) {
                        ++calls;
                        throw std::runtime_error("broken handler");
                      }});

    publish(helper, "a", "1");
    publish(helper, "a", "2");

    CHECK(calls == 2);
    CHECK(log.last().find("topic: a | channel: a | error: broken handler") != std::string::npos);
  }

  TEST_CASE("a lazy helper waits for the first command, and so do its duplicates") {
    MemoryRedisHelper helper({.name = "lazy", .broker = "lazy", .autoConnect = false});
    const auto copy = helper.duplicate();
    CHECK(helper.status() == RedisStatus::WAIT);
    CHECK(copy->status() == RedisStatus::WAIT);

    publish(helper, "a", "1");
    runAwaitable([&]() -> Task<void> { CHECK(co_await copy->connect()); });

    CHECK(helper.status() == RedisStatus::READY);
    CHECK(copy->status() == RedisStatus::READY);
  }

  TEST_CASE("connecting or disconnecting twice is refused, and a helper may come back") {
    MemoryRedisHelper helper({.name = "twice", .broker = "twice"});

    runAwaitable([&]() -> Task<void> {
      CHECK_FALSE(co_await helper.connect());
      CHECK(co_await helper.disconnect());
      CHECK_FALSE(co_await helper.disconnect());
      CHECK(co_await helper.connect());
    });

    CHECK(helper.status() == RedisStatus::READY);
  }

  TEST_CASE("a connection that has ended publishes nothing") {
    const test::CapturedLog log;
    MemoryRedisHelper helper({.name = "ended", .broker = "ended"});
    runAwaitable([&]() -> Task<void> { co_await helper.disconnect(); });

    CHECK_THROWS_WITH_AS(publish(helper, "a", "1"), "Connection is closed.", ApplicationError);
    CHECK_THROWS_AS(runAwaitable([&] { return helper.waitUntilReady(); }), ApplicationError);
    helper.subscribe({.topic = "a", .onMessage = [](const RedisMessage&) {}});
    CHECK(log.last().find("Failed to subscribe to topic: a | error: Connection is closed.") !=
          std::string::npos);
  }

  TEST_CASE("values go through the embedded broker and come back") {
    MemoryRedisHelper helper({.name = "data", .broker = "data"});

    runAwaitable([&]() -> Task<void> {
      CHECK(co_await helper.ping() == "PONG");
      const Json user = Json::object({{"name", "Alice"}, {"age", 30}});
      co_await helper.set({.key = "user:1", .value = user});
      const auto stored = co_await helper.getObject<Json>({.key = "user:1"});
      CHECK(*stored == user);
      co_await helper.set({.key = "a", .value = "x"});
      CHECK(co_await helper.get({.key = "a"}) == R"("x")");
      const RedisValue ok = co_await helper.execute("SET", "empty", "", "EX", 60);
      CHECK(ok.asString() == "OK");
      CHECK(co_await helper.get({.key = "empty"}) == std::nullopt);
      const Json fields = Json::object({{"userId", "u1"}, {"n", 3}});
      CHECK(co_await helper.hset({.key = "s", .value = fields}) == 2);
      CHECK(co_await helper.hset({.key = "s", .value = fields}) == 0);
    });
    runAwaitable([&]() -> Task<void> {
      const std::map<std::string, std::string> fields = co_await helper.hgetall({.key = "s"});
      CHECK(fields.at("n") == "3");
      CHECK((co_await helper.hgetall({.key = "missing"})).empty());
      CHECK((co_await helper.keys({.key = "user:*"})).size() == 1);
      const std::vector<std::string> keys{"a", "missing"};
      CHECK(co_await helper.del({.keys = keys}) == 1);
      CHECK_THROWS_WITH_AS(co_await helper.get({.key = "s"}),
                           "WRONGTYPE Operation against a key holding the wrong kind of value",
                           ApplicationError);
    });
  }

  TEST_CASE("helpers share the keys of their broker, and only of theirs") {
    MemoryRedisHelper one({.name = "one", .broker = "shared keys"});
    MemoryRedisHelper same({.name = "same", .broker = "shared keys"});
    MemoryRedisHelper other({.name = "other", .broker = "other keys"});

    runAwaitable([&]() -> Task<void> {
      co_await one.set({.key = "a", .value = 1});
      CHECK(co_await same.get({.key = "a"}) == "1");
      CHECK(co_await other.get({.key = "a"}) == std::nullopt);
    });
  }

  TEST_CASE("nothing is stored beyond the memory of the helper's options") {
    MemoryRedisHelper helper({.name = "full", .broker = "full", .maxMemoryBytes = 1000});

    runAwaitable([&]() -> Task<void> {
      co_await helper.set({.key = "a", .value = std::string(1000, 'x')});
      CHECK_THROWS_WITH_AS(co_await helper.set({.key = "b", .value = 1}),
                           "OOM command not allowed when used memory > 'maxmemory'.",
                           ApplicationError);
    });
  }

  TEST_CASE("replies come on the loop of the caller, in order, when the call is over") {
    MemoryRedisHelper helper({.name = "replies", .broker = "replies"});
    EventLoop loop;
    const std::string_view arguments[] = {"INCR", "n"};
    std::vector<std::int64_t> replies;
    loop.post([&] {
      for (int call = 0; call < 3; ++call) {
        helper.send(arguments, [&](const RedisValue& reply) {
          CHECK(loop.isCurrent());
          replies.push_back(reply.asInteger());
          if (replies.size() == 3) {
            helper.send(arguments, [&](const RedisValue& last) {
              replies.push_back(last.asInteger());
              loop.stop();
            });
            CHECK(replies.size() == 3);
          }
        });
      }
      CHECK(replies.empty());
    });

    loop.run();

    CHECK(replies == std::vector<std::int64_t>{1, 2, 3, 4});
  }

  TEST_CASE("a loop that ends before its replies takes them with it") {
    MemoryRedisHelper helper({.name = "early", .broker = "early"});
    const std::string_view arguments[] = {"PING"};
    int replies = 0;
    for (int round = 0; round < 3; ++round) {
      EventLoop loop;
      loop.post([&] {
        helper.send(arguments, [&](const RedisValue&) { ++replies; });
        loop.stop();
      });
      loop.run();
    }

    runAwaitable([&]() -> Task<void> { CHECK(co_await helper.ping() == "PONG"); });

    CHECK(replies == 0);
  }

  TEST_CASE("connections that subscribe are counted and listed") {
    MemoryRedisHelper helper({.name = "asks", .broker = "counted"});
    const auto copy = helper.duplicate();
    const auto ignore = [](const RedisMessage&) {};
    helper.subscribe({.topic = "news", .onMessage = ignore});
    helper.subscribe({.topic = "news", .onMessage = ignore});
    copy->subscribe({.topic = "news", .onMessage = ignore});
    copy->subscribe({.topic = "other", .onMessage = ignore});
    copy->psubscribe({.topic = "n*", .onMessage = ignore});

    runAwaitable([&]() -> Task<void> {
      co_await copy->waitUntilSubscribed();
      CHECK(co_await helper.countSubscribers("news") == 2);
      CHECK(co_await helper.countSubscribers("nobody") == 0);
      CHECK(co_await helper.publish("news", "1") == 3);
      const std::vector<std::string> names = co_await helper.channels("n*");
      CHECK(names.size() == 1);
      const RedisValue patterns = co_await helper.execute("PUBSUB", "NUMPAT");
      CHECK(patterns.asInteger() == 1);
    });
    CHECK(helper.knownSubscribers("news") == 2);
    CHECK(helper.knownSubscribers("nobody") == 0);
  }

  TEST_CASE("a compressed message arrives as it was before") {
    MemoryRedisHelper helper({.name = "zlib", .broker = "zlib"});
    std::vector<std::string> received;
    helper.subscribe({.topic = "a", .onMessage = collect(received), .useCompress = true});

    runAwaitable([&]() -> Task<void> {
      const std::vector<std::string> topics{"a"};
      const Json payload = Json::object({{"a", 1}});
      co_await helper.publish({.topics = topics, .payload = payload, .useCompress = true});
    });

    CHECK(received == std::vector<std::string>{R"(|a|{"a":1})"});
  }

  TEST_CASE("callbacks tell how the connection fares") {
    std::vector<std::string> events;
    const auto note = [&](std::string event) {
      return [&events, event](const RedisHelperEvent& details) {
        events.push_back(event + " " + std::string(details.name) + std::string(details.error));
      };
    };
    MemoryRedisHelper helper({.name = "h",
                              .broker = "callbacks",
                              .autoConnect = false,
                              .callbacks = {.onInitialized = note("initialized"),
                                            .onConnected = note("connected"),
                                            .onReady = note("ready"),
                                            .onClosed = note("closed")}});
    CHECK(events == std::vector<std::string>{"initialized h"});
    helper.listen({.onReady = note("listener")});

    runAwaitable([&]() -> Task<void> {
      co_await helper.ping();
      co_await helper.disconnect();
    });
    const auto copy = helper.duplicate();
    runAwaitable([&]() -> Task<void> { co_await copy->connect(); });

    CHECK(events == std::vector<std::string>{"initialized h", "connected h", "ready h",
                                             "listener h", "closed hConnection is closed."});
  }

  TEST_CASE("a connection that is made at once says so behind the constructor's other words") {
    std::vector<std::string> events;
    MemoryRedisHelper helper(
        {.name = "h",
         .broker = "callbacks",
         .callbacks = {
             .onInitialized = [&](const RedisHelperEvent&) { events.push_back("initialized"); },
             .onReady =
                 [&](const RedisHelperEvent& event) {
                   events.push_back(std::string(RedisStatuses::toName(event.helper.status())));
                 }}});

    CHECK(events == std::vector<std::string>{"initialized", "ready"});
  }

  TEST_CASE("a callback that throws is logged") {
    const test::CapturedLog log;
    MemoryRedisHelper helper({.name = "h", .broker = "callbacks", .autoConnect = false});
    helper.listen(
        {.onReady = [](const RedisHelperEvent&) { throw std::runtime_error("broken callback"); }});

    runAwaitable([&]() -> Task<void> { CHECK(co_await helper.ping() == "PONG"); });

    CHECK(log.last().find("A callback failed | error: broken callback") != std::string::npos);
  }

  TEST_CASE("a connection that has ended answers every command with an error") {
    MemoryRedisHelper helper({.name = "dead", .broker = "dead"});
    runAwaitable([&]() -> Task<void> { co_await helper.disconnect(); });
    const std::string_view arguments[] = {"PING"};
    std::string error;

    helper.send(arguments, [&](const RedisValue& reply) { error = reply.errorMessage(); });
    CHECK(error == "Connection is closed.");
    runAwaitable([&]() -> Task<void> {
      CHECK_THROWS_WITH_AS(co_await helper.get({.key = "a"}), "Connection is closed.",
                           ApplicationError);
      CHECK_THROWS_AS(co_await helper.waitUntilSubscribed(), ApplicationError);
      co_await helper.connect();
      CHECK(co_await helper.ping() == "PONG");
    });
  }

  TEST_CASE("many threads may use one helper") {
    constexpr int THREADS = 4;
    constexpr int COMMANDS = 500;
    MemoryRedisHelper helper({.name = "busy", .broker = "busy"});

    std::vector<std::thread> threads;
    for (int thread = 0; thread < THREADS; ++thread) {
      threads.emplace_back([&] {
        runAwaitable([&]() -> Task<void> {
          for (int command = 0; command < COMMANDS; ++command) {
            helper.subscribe({.topic = "a", .onMessage = [](const RedisMessage&) {}});
            co_await helper.execute("INCR", "n");
            co_await helper.publish("a", "1");
            helper.unsubscribe({.topic = "a"});
          }
        });
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }

    runAwaitable([&]() -> Task<void> {
      const RedisValue total = co_await helper.execute("GET", "n");
      CHECK(total.asString() == std::to_string(THREADS * COMMANDS));
    });
  }

  TEST_CASE("a subscription without topic or handler is logged") {
    const test::CapturedLog log;
    MemoryRedisHelper helper({.name = "careless", .broker = "careless"});

    helper.subscribe({.topic = "", .onMessage = [](const RedisMessage&) {}});
    CHECK(log.last().find("No topic to subscribe!") != std::string::npos);
    helper.psubscribe({.topic = "a", .onMessage = {}});
    CHECK(log.last().find("No message handler to subscribe! | topic: a") != std::string::npos);
    helper.unsubscribe({.topic = ""});
    CHECK(log.last().find("No topic to unsubscribe!") != std::string::npos);
  }

  TEST_CASE("the embedded broker announces itself in one line") {
    const test::CapturedLog log;
    MemoryRedisHelper helper({.name = "herald", .broker = "heralds"});
    const auto copy = helper.duplicate();

    REQUIRE(log.lines().size() == 1);
    CHECK(log.last().find("embedded broker, which reaches this process only | broker: heralds") !=
          std::string::npos);
    CHECK(helper.name() == "herald");
  }
}

}  // namespace
}  // namespace ignis
