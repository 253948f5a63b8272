#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "redis/redis_test_support.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/logger/captured_log.hpp"

using namespace ignis;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("redis/outages") {
  TEST_CASE("a server that was killed is used again once it is back, each message once") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events events;
      redis.subscribe(intoEvents("news", events));
      redis.psubscribe(intoEvents("patterns.*", events));
      co_await redis.waitUntilReady();
      co_await redis.waitUntilSubscribed();
      for (int round = 1; round <= 3; ++round) {
        const std::string text = std::to_string(round);
        const std::int64_t receivers = co_await redis.publish("news", "news " + text);
        co_await redis.publish("patterns.1", "pattern " + text);
        co_await until([&] { return events.count("pattern " + text) == 1; });
        CHECK(receivers == 1);

        server.kill9();
        co_await until([&] { return redis.status() != RedisStatus::READY; });
        const std::string_view set[] = {"SET", "round", text};
        Events stored;
        redis.send(set, [&](const RedisValue& reply) { stored.add(reply.asString()); });
        server.restart();
        co_await until([&] { return stored.count("OK") == 1; });
        CHECK(redis.status() == RedisStatus::READY);
        CHECK(server.command("GET round") == "$1\r\n" + text);
      }
      CHECK(events.all() ==
            Texts{"news 1", "pattern 1", "news 2", "pattern 2", "news 3", "pattern 3"});
    });
  }

  TEST_CASE("a helper is ready again only when its subscriptions stand") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Texts receivers;
      RedisHelperOptions options = optionsFor(server.port());
      options.callbacks.onReady = [&](const RedisHelperEvent&) {
        receivers.push_back(server.command("PUBLISH c0 x"));
        receivers.push_back(server.command("PUBLISH c99 x"));
      };
      RedisHelper redis(options);
      Events events;
      for (int channel = 0; channel < 100; ++channel) {
        redis.subscribe(intoEvents("c" + std::to_string(channel), events));
      }
      co_await redis.waitUntilReady();
      server.kill9();
      co_await until([&] { return redis.status() != RedisStatus::READY; });
      server.restart();
      co_await redis.waitUntilReady();

      CHECK(receivers == Texts{":1", ":1", ":1", ":1"});
    });
  }

  TEST_CASE("every command is answered once, whatever becomes of the server meanwhile") {
    RedisServer server;
    RedisHelper elsewhere(optionsFor(server.port()));
    runAwaitable([&]() -> Task<void> {
      RedisHelper here(optionsFor(server.port()));
      co_await here.waitUntilReady();
      co_await elsewhere.waitUntilReady();
      const std::string_view increment[] = {"INCR", "counter"};
      std::size_t sent = 0;
      std::size_t answered = 0;
      std::size_t succeeded = 0;
      const auto onReply = [&](const RedisValue& reply) {
        ++answered;
        succeeded += reply.isInteger() ? 1 : 0;
      };
      const auto sendSome = [&] {
        for (int command = 0; command < 20; ++command) {
          here.send(increment, onReply, RedisSendMode::ONCE);
          here.send(increment, onReply);
          elsewhere.send(increment, onReply, RedisSendMode::ONCE);
          elsewhere.send(increment, onReply);
          sent += 4;
        }
        return true;
      };
      for (int outage = 0; outage < 5; ++outage) {
        const std::size_t before = succeeded;
        co_await until([&] { return sendSome() && succeeded > before + 200; });
        server.kill9();
        co_await until([&] { return sendSome() && here.status() != RedisStatus::READY; });
        server.restart();
      }
      co_await until([&] { return answered >= sent; });
      co_await here.ping();
      co_await elsewhere.ping();
      CHECK(answered == sent);
    });
  }

  TEST_CASE("a server that hangs is noticed with and without something to do, and used again") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.connectTimeout = 200ms;
      options.commandTimeout = 100ms;
      options.keepAliveInterval = 100ms;
      Events statuses;
      options.callbacks = statusesInto(statuses);
      RedisHelper redis(options);
      RedisHelper idle(options);
      Events events;
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilReady();
      co_await idle.waitUntilReady();

      server.pause();
      const std::string error = co_await errorOf(redis.execute("GET", "key"));
      co_await until([&] { return redis.status() != RedisStatus::READY; });
      co_await until([&] { return idle.status() != RedisStatus::READY; });
      co_await until([&] { return statuses.count("error") >= 2; });
      server.resume();
      co_await until([&] { return redis.status() == RedisStatus::READY; });
      co_await until([&] { return idle.status() == RedisStatus::READY; });

      CHECK(contains(error, "Command timed out | server: 127.0.0.1:"));
      const std::string pong = co_await redis.ping();
      CHECK(pong == "PONG");
      CHECK(server.command("PUBLISH a x") == ":1");
    });
  }

  TEST_CASE("an idle connection stays") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.keepAliveInterval = 20ms;
      options.commandTimeout = 5000ms;
      Events statuses;
      options.callbacks = statusesInto(statuses);
      RedisHelper redis(options);
      Events events;
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilReady();
      const auto begin = std::chrono::steady_clock::now();
      co_await until([&] { return std::chrono::steady_clock::now() - begin > 200ms; });

      CHECK(statuses.all() == Texts{"initialized", "connected", "ready"});
    });
  }

  TEST_CASE("commands go on while subscriptions are restored") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Events statuses;
      RedisHelperOptions options = optionsFor(server.port());
      options.callbacks = statusesInto(statuses);
      RedisHelper redis(options);
      Events events;
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilReady();
      const RedisValue before = co_await redis.execute("CLIENT", "ID");

      server.command("CLIENT KILL TYPE pubsub");
      co_await until([&] { return statuses.count("closed") == 1; });
      const RedisValue after = co_await redis.execute("CLIENT", "ID");
      co_await redis.waitUntilReady();

      CHECK(before == after);
      CHECK(server.command("PUBLISH a x") == ":1");
      co_await until([&] { return events.count("x") == 1; });
      CHECK(statuses.all() == Texts{"initialized", "connected", "ready", "closed", "ready"});
    });
  }

  TEST_CASE("subscriptions stay while the connection for commands is made again") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Events events;
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilReady();

      server.command("CLIENT KILL TYPE normal");
      const std::string pong = co_await redis.ping();

      CHECK(pong == "PONG");
      CHECK(server.command("PUBLISH a x") == ":1");
    });
  }

  TEST_CASE("where nobody listens the attempts end as the options say, and commands fail") {
    for (const int maxRetry : {-1, 2}) {
      CAPTURE(maxRetry);
      const std::uint16_t port = freePort();
      runAwaitable([&]() -> Task<void> {
        Events statuses;
        RedisHelperOptions options = optionsFor(port);
        options.maxRetry = maxRetry;
        options.callbacks = statusesInto(statuses);
        RedisHelper redis(options);
        const std::string first = co_await errorOf(redis.waitUntilReady());
        const std::string waiting = co_await errorOf(redis.ping());
        co_await until([&] { return redis.status() == RedisStatus::END; });
        const std::string late = co_await errorOf(redis.ping());
        const std::string ready = co_await errorOf(redis.waitUntilReady());

        CHECK(contains(first, "Connection refused"));
        CHECK(contains(first, "127.0.0.1:" + std::to_string(port)));
        CHECK(waiting == "Connection is closed.");
        CHECK(late == "Connection is closed.");
        CHECK(contains(ready, "Connection refused"));
        CHECK(statuses.count("error") == static_cast<std::size_t>(maxRetry < 0 ? 1 : 3));
        CHECK(statuses.count("closed") == 1);
      });
    }
  }

  TEST_CASE("the log tells when an outage begins and ends, not of every attempt") {
    RedisServer server;
    std::vector<std::string> lines;
    runAwaitable([&]() -> Task<void> {
      Events statuses;
      RedisHelperOptions options = optionsFor(server.port());
      options.callbacks = statusesInto(statuses);
      RedisHelper redis(options);
      Events events;
      redis.subscribe(intoEvents("a", events));
      co_await redis.waitUntilReady();
      const CapturedLog log;
      server.kill9();
      co_await until([&] { return statuses.count("error") >= 20; });
      server.restart();
      co_await redis.waitUntilReady();
      LoggerFactory::flush();
      for (const std::string& line : log.lines()) {
        lines.push_back(line.substr(line.find("Redis")));
      }
    });
    REQUIRE(lines.size() == 5);
    CHECK(contains(lines[0], "Redis CLOSED | Name: test | Reason: "));
    CHECK(contains(lines[1], "Redis client RECONNECTING | Name: test"));
    CHECK(contains(lines[2], "Redis ERROR | Name: test | Error: Cannot connect to 127.0.0.1:"));
    CHECK(contains(lines[3], "Redis CONNECTED | Name: test"));
    CHECK(contains(lines[4], "Redis READY | Name: test"));
  }

  TEST_CASE("a server that comes late is found") {
    RedisServer server;
    server.kill9();
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      const std::string error = co_await errorOf(redis.waitUntilReady());
      CHECK(contains(error, "Connection refused"));
      server.restart();
      co_await until([&] { return redis.status() == RedisStatus::READY; });
    });
  }
}
