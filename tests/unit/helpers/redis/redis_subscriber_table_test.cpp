#include "redis/redis_subscriber_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {
namespace {

struct Fixture {
  std::size_t add(const int& owner, bool isPattern, std::string topic, EventLoop* loop = nullptr) {
    Logger& logger = Logger::get("RedisSubscriberTableTest");
    const auto subscription = std::make_shared<RedisSubscription>(
        RedisSubscribeOptions{.topic = std::move(topic), .onMessage = [](const RedisMessage&) {}},
        isPattern, logger);
    return table.add(&owner, isPattern, subscription, loop, {.maxPendingBytes = 1000}, logger);
  }
  /// The topics of the subscriptions that a message reaches.
  std::vector<std::string> reach(std::string_view channel) {
    std::vector<std::string> topics;
    receivers = table.match(channel, [&](const RedisSubscriberTable::Group& group) {
      for (const auto& subscription : *group.subscriptions) {
        topics.push_back(subscription->topic());
      }
    });
    return topics;
  }

  RedisSubscriberTable table;
  std::size_t receivers = 0;
  int first = 0;
  int second = 0;
};

TEST_SUITE("helpers/redis/RedisSubscriberTable") {
  TEST_CASE("connections are counted, not handlers, and patterns in addition") {
    Fixture fixture;
    EventLoop loop;
    CHECK(fixture.add(fixture.first, false, "news") == 1);
    CHECK(fixture.add(fixture.first, false, "news", &loop) == 1);
    CHECK(fixture.add(fixture.second, false, "news") == 1);
    CHECK(fixture.add(fixture.second, true, "n*") == 2);

    CHECK(fixture.reach("news") == std::vector<std::string>{"news", "news", "news", "n*"});
    CHECK(fixture.receivers == 3);
    CHECK(fixture.table.countOwners("news") == 2);
    CHECK(fixture.table.countOwners("n*") == 0);
    CHECK(fixture.table.countPatterns() == 1);
    CHECK(fixture.table.topics(false) == std::vector<std::string>{"news"});
  }

  TEST_CASE("handlers of one connection on one loop share a queue") {
    Fixture fixture;
    EventLoop loop;
    fixture.add(fixture.first, false, "a", &loop);
    fixture.add(fixture.first, false, "b", &loop);
    fixture.add(fixture.first, false, "b");
    fixture.add(fixture.second, false, "b", &loop);

    std::vector<const RedisDelivery*> queues;
    const auto note = [&](const RedisSubscriberTable::Group& group) {
      queues.push_back(group.delivery.get());
    };
    fixture.table.match("a", note);
    fixture.table.match("b", note);

    REQUIRE(queues.size() == 4);
    CHECK(queues[0] == queues[1]);
    std::ranges::sort(queues);
    CHECK(std::ranges::unique(queues).size() == 1);
  }

  TEST_CASE("removing takes the handlers of one connection and topic") {
    Fixture fixture;
    fixture.add(fixture.first, false, "news");
    fixture.add(fixture.first, false, "news");
    fixture.add(fixture.second, false, "news");
    fixture.add(fixture.first, false, "other");

    CHECK(fixture.table.remove(&fixture.first, false, "news") == 2);
    CHECK(fixture.table.remove(&fixture.first, false, "news") == 0);
    CHECK(fixture.table.remove(&fixture.first, true, "other") == 0);
    CHECK(fixture.reach("news").size() == 1);
    CHECK(fixture.reach("other").size() == 1);
    fixture.table.removeAll(&fixture.first);
    fixture.table.removeAll(&fixture.second);
    CHECK(fixture.table.topics(false).empty());
    CHECK(fixture.add(fixture.first, false, "again") == 1);
  }
}

}  // namespace
}  // namespace ignis
