#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "redis/fake_redis_server.hpp"
#include "redis/redis_test_support.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Connection = FakeRedisServer::Connection;

void serveOneGet(Connection& connection) {
  connection.welcome();
  connection.expect("GET");
  connection.send("$5\r\nvalue\r\n");
  connection.waitUntilClosed();
}

}  // namespace

TEST_SUITE("redis/misbehaving servers") {
  TEST_CASE("a server that is loading is waited for on the same connection") {
    FakeRedisServer server({[](Connection& connection) {
      for (int time = 0; time < 2; ++time) {
        connection.expect("PING\r\n");
        connection.send("-LOADING Redis is loading the dataset in memory\r\n");
      }
      serveOneGet(connection);
    }});
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      co_await redis.waitUntilReady();
      const RedisValue value = co_await redis.execute("GET", "key");
      CHECK(value.asString() == "value");
    });
  }

  TEST_CASE("a server that lets nobody in is given up after the connect timeout") {
    FakeRedisServer server({[](Connection& connection) { connection.waitUntilClosed(); },
                            [](Connection& connection) { serveOneGet(connection); }});
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.connectTimeout = 100ms;
      RedisHelper redis(options);
      const std::string error = co_await errorOf(redis.waitUntilReady());
      const RedisValue value = co_await redis.execute("GET", "key");

      CHECK(contains(error, "limit: connectTimeout 100 ms"));
      CHECK(value.asString() == "value");
    });
  }

  TEST_CASE("commands under way are sent again after the connection was lost, unless once only") {
    FakeRedisServer server({[](Connection& connection) {
                              connection.welcome();
                              connection.expect("GET");
                              connection.expect("ONCE");
                              connection.send("$5\r\nval");
                            },
                            [](Connection& connection) { serveOneGet(connection); }});
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      co_await redis.waitUntilReady();
      Task<RedisValue> value = redis.execute("GET", "key");
      std::string onceError;
      const std::string_view once[] = {"ONCE"};
      redis.send(
          once, [&](const RedisValue& reply) { onceError = reply.errorMessage(); },
          RedisSendMode::ONCE);
      const RedisValue reply = co_await std::move(value);

      CHECK(reply.asString() == "value");
      CHECK(onceError == "Connection is closed.");
    });
  }

  TEST_CASE("a server that talks nonsense is left and tried again") {
    const std::string_view nonsense[] = {"HTTP/1.1 400 Bad Request\r\n\r\n", "*-2\r\n",
                                         "*2147483648\r\n", "$-2\r\n", "+OK\r\n+one too many\r\n"};
    for (const std::string_view bytes : nonsense) {
      CAPTURE(bytes);
      FakeRedisServer server({[bytes](Connection& connection) {
                                connection.welcome();
                                connection.expect("FIRST");
                                connection.send(bytes);
                                connection.waitUntilClosed();
                              },
                              [](Connection& connection) {
                                connection.welcome();
                                connection.expect("\r\n");
                                connection.send("$5\r\nvalue\r\n");
                                connection.waitUntilClosed();
                              }});
      runAwaitable([&]() -> Task<void> {
        Events statuses;
        RedisHelperOptions options = optionsFor(server.port());
        options.callbacks = statusesInto(statuses);
        RedisHelper redis(options);
        co_await redis.waitUntilReady();
        const RedisValue value = co_await redis.execute("FIRST");
        co_await until([&] { return statuses.count("ready") == 2; });

        CHECK((value.asString() == "value" || value.asString() == "OK"));
      });
    }
  }

  TEST_CASE("a reply that is too large ends the connection") {
    FakeRedisServer server({[](Connection& connection) {
      connection.welcome();
      connection.expect("GET");
      connection.send("$2000\r\n" + std::string(2000, 'x') + "\r\n");
      connection.waitUntilClosed();
    }});
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.maxReplyBytes = 1000;
      options.maxRetry = -1;
      std::string reason;
      options.callbacks.onClosed = [&](const RedisHelperEvent& event) {
        reason = reason.empty() ? std::string(event.error) : reason;
      };
      RedisHelper redis(options);
      const std::string error = co_await errorOf(redis.execute("GET", "key"));

      CHECK(error == "Connection is closed.");
      CHECK(contains(reason, "maxReplyBytes 1000"));
    });
  }

  TEST_CASE("an answer that comes too late is nobody else's") {
    FakeRedisServer server({[](Connection& connection) {
      connection.welcome();
      connection.expect("SLOW");
      connection.expect("FAST");
      connection.send("$4\r\nla");
      connection.expect("NEXT");
      connection.send("te\r\n+fast\r\n+next\r\n");
      connection.waitUntilClosed();
    }});
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.commandTimeout = 600ms;
      RedisHelper redis(options);
      co_await redis.waitUntilReady();
      Task<RedisValue> slow = redis.execute("SLOW");
      const auto begin = std::chrono::steady_clock::now();
      co_await until([&] { return std::chrono::steady_clock::now() - begin > 300ms; });
      Task<RedisValue> fast = redis.execute("FAST");
      const std::string slowError = co_await errorOf(std::move(slow));
      Task<RedisValue> next = redis.execute("NEXT");
      const RedisValue fastReply = co_await std::move(fast);
      const RedisValue nextReply = co_await std::move(next);

      CHECK(contains(slowError, "Command timed out"));
      CHECK(fastReply.asString() == "fast");
      CHECK(nextReply.asString() == "next");
    });
  }
}
