#include "redis/redis_subscription.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "common/zlib.hpp"
#include "ignis/helpers/logger/logger.hpp"
#include "unit/helpers/logger/captured_log.hpp"

namespace ignis {
namespace {

/// A subscription that keeps the payloads it gets.
struct Fixture {
  explicit Fixture(std::size_t maxInflatedBytes)
      : subscription(
            {.topic = "news",
             .onMessage =
                 [this](const RedisMessage& message) { received.emplace_back(message.payload); },
             .useCompress = true,
             .maxInflatedBytes = maxInflatedBytes},
            false, Logger::get("RedisSubscriptionTest")) {}

  std::vector<std::string> received;
  RedisSubscription subscription;
};

TEST_SUITE("helpers/redis/RedisSubscription") {
  TEST_CASE("a compressed payload is inflated up to the limit") {
    const test::CapturedLog log;
    Fixture fixture(1000);
    const std::string fitting(1000, 'x');

    fixture.subscription.call("news", deflateText(fitting, ZlibFormat::ZLIB));
    fixture.subscription.call("news", deflateText("", ZlibFormat::ZLIB));
    CHECK(log.lines().empty());
    fixture.subscription.call("news", deflateText(fitting + "x", ZlibFormat::ZLIB));

    CHECK(fixture.received == std::vector<std::string>{fitting, ""});
    CHECK(log.last().find("topic: news | channel: news | bytes: ") != std::string::npos);
  }

  TEST_CASE("what is no whole zlib stream is dropped, and reported once") {
    const test::CapturedLog log;
    Fixture fixture(1000);
    const std::string good = deflateText("hello", ZlibFormat::ZLIB);
    std::string damaged = good;
    damaged.back() = static_cast<char>(damaged.back() + 1);

    for (const std::string& bad :
         {std::string("{\"a\":1}"), std::string(), good.substr(0, good.size() - 1), damaged,
          good + "more", deflateText("hello", ZlibFormat::GZIP)}) {
      CAPTURE(bad);
      fixture.subscription.call("news", bad);
      CHECK(fixture.received.empty());
    }
    fixture.subscription.call("news", good);

    CHECK(fixture.received == std::vector<std::string>{"hello"});
    CHECK(log.lines().size() == 1);
  }

  TEST_CASE("a small stream that inflates to very much is dropped") {
    const test::CapturedLog log;
    constexpr std::size_t LIMIT = 64 * 1024;
    Fixture fixture(LIMIT);

    fixture.subscription.call("news",
                              deflateText(std::string(64 * 1024 * 1024, '0'), ZlibFormat::ZLIB));

    CHECK(fixture.received.empty());
    CHECK(log.lines().size() == 1);
  }

  TEST_CASE("a cancelled subscription gets nothing") {
    Fixture fixture(1000);

    fixture.subscription.cancel();
    fixture.subscription.call("news", deflateText("hello", ZlibFormat::ZLIB));

    CHECK(fixture.received.empty());
  }

  TEST_CASE("whatever a handler throws is logged") {
    const test::CapturedLog log;
    RedisSubscription subscription(
        {.topic = "n*", .onMessage = [](const RedisMessage&) { throw 5; }}, true,
        Logger::get("RedisSubscriptionTest"));

    subscription.call("news", "hello");

    CHECK(log.last().find("A message handler failed | topic: n* | channel: news") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace ignis
