#include "ignis/helpers/redis/memory_redis_helper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ignis/di/application_error.hpp"
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
