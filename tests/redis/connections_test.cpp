#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/di/application_error.hpp"
#include "redis/redis_test_support.hpp"
#include "redis/server_certificates.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

using Texts = std::vector<std::string>;

RedisServerOptions serverWith(const ServerCertificates& certificates) {
  return {.arguments = certificates.arguments(), .isTls = true};
}

}  // namespace

TEST_SUITE("redis/connections") {
  TEST_CASE("a helper tells of its life, step by step") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      Events statuses;
      RedisHelperOptions options = optionsFor(server.port());
      options.callbacks = statusesInto(statuses);
      RedisHelper redis(options);
      CHECK(statuses.all() == Texts{"initialized"});
      CHECK(redis.status() == RedisStatus::CONNECTING);
      const bool isConnectedAgain = co_await redis.connect();
      CHECK_FALSE(isConnectedAgain);

      co_await redis.waitUntilReady();
      CHECK(redis.status() == RedisStatus::READY);
      const bool isEnded = co_await redis.disconnect();
      CHECK(isEnded);
      CHECK(redis.status() == RedisStatus::END);
      const bool isEndedAgain = co_await redis.disconnect();
      CHECK_FALSE(isEndedAgain);
      CHECK(statuses.all() == Texts{"initialized", "connected", "ready", "closed"});

      const std::string error = co_await errorOf(redis.ping());
      CHECK(error == "Connection is closed.");
      const bool isReady = co_await redis.connect();
      CHECK(isReady);
      const std::string pong = co_await redis.ping();
      CHECK(pong == "PONG");
    });
  }

  TEST_CASE("listeners may come later, and may fail") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.callbacks.onReady = [](const RedisHelperEvent&) {
        throw std::runtime_error("a listener's mistake");
      };
      RedisHelper redis(options);
      Events statuses;
      redis.listen(statusesInto(statuses));
      co_await redis.waitUntilReady();
      const std::string pong = co_await redis.ping();

      CHECK(pong == "PONG");
      CHECK(statuses.all() == Texts{"connected", "ready"});
    });
  }

  TEST_CASE("disconnecting waits for the commands before") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      Task<RedisValue> before = redis.execute("INCR", "counter");
      Task<bool> disconnected = redis.disconnect();
      Task<RedisValue> after = redis.execute("INCR", "counter");
      const RedisValue value = co_await std::move(before);
      const bool isEnded = co_await std::move(disconnected);
      const std::string error = co_await errorOf(std::move(after));

      CHECK(value.asInteger() == 1);
      CHECK(isEnded);
      CHECK(error == "Connection is closed.");
    });
  }

  TEST_CASE("a lazy helper connects with the first command, and its duplicates are lazy") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.autoConnect = false;
      RedisHelper redis(options);
      const auto duplicate = redis.duplicate();
      CHECK(redis.status() == RedisStatus::WAIT);
      const std::string pong = co_await redis.ping();
      CHECK(pong == "PONG");
      CHECK(redis.status() == RedisStatus::READY);

      CHECK(duplicate->status() == RedisStatus::WAIT);
      CHECK(duplicate->name() == "test");
      const bool isReady = co_await duplicate->connect();
      CHECK(isReady);
      co_await redis.disconnect();
      const std::string still = co_await duplicate->ping();
      CHECK(still == "PONG");
    });
  }

  TEST_CASE("a lazy helper that nobody has used ends at once") {
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(freePort());
      options.autoConnect = false;
      RedisHelper redis(options);
      const bool isEnded = co_await redis.disconnect();
      CHECK(isEnded);
      CHECK(redis.status() == RedisStatus::END);
    });
  }

  TEST_CASE("who does not log in, or wrongly, is told so, and let in once the server agrees") {
    RedisServer server({.arguments = {"--requirepass", "secret"}});
    const auto attempt = [&](std::string password) {
      RedisHelperOptions options = optionsFor(server.port());
      options.password = std::move(password);
      return options;
    };
    runAwaitable([&]() -> Task<void> {
      Events errors;
      RedisHelperOptions wrongOptions = attempt("wrong-word");
      wrongOptions.callbacks.onError = [&](const RedisHelperEvent& event) {
        errors.add(std::string(event.error));
      };
      RedisHelper right(attempt("secret"));
      RedisHelper none(attempt(""));
      RedisHelper wrong(wrongOptions);
      const std::string noneError = co_await errorOf(none.waitUntilReady());
      const std::string wrongError = co_await errorOf(wrong.waitUntilReady());
      CHECK(contains(noneError, "NOAUTH"));
      CHECK(contains(wrongError, "WRONGPASS"));
      CHECK(contains(wrongError, "127.0.0.1:" + std::to_string(server.port())));
      CHECK_FALSE(contains(wrongError, "wrong-word"));
      CHECK(errors.all()[0] == wrongError);

      co_await right.execute("CONFIG", "SET", "requirepass", "wrong-word");
      co_await until([&] { return wrong.status() == RedisStatus::READY; });
    });
  }

  TEST_CASE("a user logs in with name and password") {
    RedisServer server;
    server.command("ACL SETUSER me on >pw +@all ~*");
    server.command("ACL SETUSER anybody on nopass +@all ~*");
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.user = "me";
      options.password = "pw";
      RedisHelper redis(options);
      options.user = "anybody";
      options.password.clear();
      RedisHelper withoutPassword(options);
      const RedisValue user = co_await redis.execute("ACL", "WHOAMI");
      const RedisValue other = co_await withoutPassword.execute("ACL", "WHOAMI");
      CHECK(user.asString() == "me");
      CHECK(other.asString() == "anybody");
    });
  }

  TEST_CASE("a password that the server does not ask for does no harm") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.password = "unneeded";
      RedisHelper redis(options);
      const std::string pong = co_await redis.ping();
      CHECK(pong == "PONG");
    });
  }

  TEST_CASE("a database that the server does not have keeps us out") {
    RedisServer server;
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.database = 1000;
      RedisHelper redis(options);
      const std::string error = co_await errorOf(redis.waitUntilReady());
      CHECK(contains(error, "DB index is out of range"));
    });
  }

  TEST_CASE("a replica's refusal to write is the caller's to read") {
    RedisServer server({.arguments = {"--replicaof", "127.0.0.1", "1"}});
    runAwaitable([&]() -> Task<void> {
      RedisHelper redis(optionsFor(server.port()));
      const std::string error = co_await errorOf(redis.execute("SET", "key", "value"));
      CHECK(contains(error, "READONLY"));
      CHECK(redis.status() == RedisStatus::READY);
    });
  }

  TEST_CASE("commands and messages travel through TLS") {
    const ServerCertificates certificates;
    RedisServer server(serverWith(certificates));
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.tls = RedisTlsOptions{.caFile = certificates.path("ca.pem")};
      RedisHelper redis(options);
      Events events;
      redis.subscribe(intoEvents("a", events));
      const std::string large(1'000'000, 'x');
      co_await redis.execute("SET", "large", large);
      const RedisValue value = co_await redis.execute("GET", "large");
      co_await redis.waitUntilSubscribed();
      co_await redis.publish("a", "hello");
      co_await until([&] { return events.count("hello") == 1; });

      CHECK(value.asString() == large);
      const bool isEnded = co_await redis.disconnect();
      CHECK(isEnded);
    });
  }

  TEST_CASE("a server whose certificate is not trusted, or for another name, is not used") {
    const ServerCertificates certificates;
    RedisServer server(serverWith(certificates));
    runAwaitable([&]() -> Task<void> {
      RedisHelperOptions options = optionsFor(server.port());
      options.maxRetry = -1;
      options.tls = RedisTlsOptions{.caFile = certificates.path("other.pem")};
      RedisHelper untrusted(options);
      options.tls =
          RedisTlsOptions{.caFile = certificates.path("ca.pem"), .serverName = "other.example"};
      RedisHelper misnamed(options);
      options.tls =
          RedisTlsOptions{.caFile = certificates.path("other.pem"), .rejectUnauthorized = false};
      RedisHelper careless(options);
      options.tls = std::nullopt;
      RedisHelper plain(options);
      const std::string untrustedError = co_await errorOf(untrusted.waitUntilReady());
      const std::string misnamedError = co_await errorOf(misnamed.waitUntilReady());
      const std::string plainError = co_await errorOf(plain.waitUntilReady());
      const std::string carelessError = co_await errorOf(careless.waitUntilReady());

      CHECK(contains(untrustedError, "TLS"));
      CHECK(contains(misnamedError, "TLS"));
      CHECK_FALSE(plainError.empty());
      CHECK(carelessError.empty());
    });
  }

  TEST_CASE("options that make no sense are refused") {
    const auto refused = [](auto change) {
      RedisHelperOptions options{.name = "test"};
      change(options);
      CHECK_THROWS_AS(RedisHelper{options}, ApplicationError);
    };
    refused([](RedisHelperOptions& options) { options.host.clear(); });
    refused([](RedisHelperOptions& options) { options.port = 0; });
    refused([](RedisHelperOptions& options) { options.connectTimeout = std::chrono::seconds(0); });
    refused([](RedisHelperOptions& options) { options.retryDelay = std::chrono::seconds(2); });
    refused([](RedisHelperOptions& options) {
      options.tls = RedisTlsOptions{.caFile = "/nowhere/ca.pem"};
    });
  }
}
