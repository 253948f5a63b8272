#include "ignis/helpers/redis/redis_cluster_helper.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "redis/until.hpp"
#include "support/redis_cluster.hpp"
#include "support/run_awaitable.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

RedisClusterHelperOptions optionsFor(const RedisCluster& cluster) {
  RedisClusterHelperOptions options{.name = "test", .nodes = {}};
  options.nodes.push_back({.host = "127.0.0.1", .port = cluster.port(0)});
  options.clusterOptions.retryDelayMax = std::chrono::milliseconds(100);
  return options;
}

/// For tests that leave all nodes alive; it takes two seconds to come up.
RedisCluster& sharedCluster() {
  static RedisCluster cluster;
  return cluster;
}

void subscribeInto(DefaultRedisHelper& redis, std::string topic, std::vector<std::string>& into) {
  redis.subscribe({.topic = std::move(topic), .onMessage = [&into](const RedisMessage& message) {
                     into.push_back(std::string(message.payload));
                   }});
}

/// Counts the answers that are no errors.
void sendSet(DefaultRedisHelper& redis, const std::string& key, std::size_t& answers) {
  const std::string_view command[] = {"SET", key, "value"};
  redis.send(command, [&](const RedisValue& reply) { answers += reply.isError() ? 0 : 1; });
}

/// A key, and its slot, which the first node has.
const std::string KEY = "{user1000}.following";
constexpr std::size_t SLOT = 3443;

Task<std::string> errorOf(Task<RedisValue> task) {
  std::string message;
  try {
    co_await std::move(task);
  } catch (const ApplicationError& error) {
    message = error.what();
  }
  co_return message;
}

}  // namespace

TEST_SUITE("redis/RedisClusterHelper") {
  TEST_CASE("every key is found on the node that has it") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      co_await redis.waitUntilReady();
      CHECK(redis.status() == RedisStatus::READY);
      for (int index = 0; index < 300; ++index) {
        const std::string key = "key:" + std::to_string(index);
        co_await redis.execute("SET", key, index);
      }
      for (int index = 0; index < 300; ++index) {
        const std::string key = "key:" + std::to_string(index);
        const RedisValue value = co_await redis.execute("GET", key);
        CHECK(value.asString() == std::to_string(index));
      }
      for (std::size_t node = 0; node < 3; ++node) {
        CHECK(cluster.command(node, "DBSIZE") != ":0");
      }
      CHECK(co_await redis.ping() == "PONG");
    });
  }

  TEST_CASE("keys of several slots are the server's error, keys of one tag are not") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));

      const std::string error = co_await errorOf(redis.execute("MSET", "a", 1, "b", 2));
      CHECK(error.find("CROSSSLOT") != std::string::npos);
      co_await redis.execute("MSET", "{t}a", 1, "{t}b", 2);
      const std::vector<std::string> keys{"{t}a", "{t}b"};
      CHECK(co_await redis.del({.keys = keys}) == 2);
    });
  }

  TEST_CASE("a slot that has moved is followed") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      co_await redis.execute("GET", "moved");

      cluster.moveSlot(1999, 2);
      co_await redis.execute("SET", "moved", "here");

      CHECK(cluster.command(2, "GET moved") == "$4\r\nhere");
    });
  }

  TEST_CASE("a key whose slot is on its way is asked for at its new node") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      co_await redis.execute("SET", KEY, "old");

      cluster.beginMigration(SLOT, 0, 1);
      co_await redis.execute("SET", "{user1000}.new", "new");
      const RedisValue old = co_await redis.execute("GET", KEY);
      const RedisValue young = co_await redis.execute("GET", "{user1000}.new");

      CHECK(old.asString() == "old");
      CHECK(young.asString() == "new");
      CHECK(cluster.command(0, "CLUSTER COUNTKEYSINSLOT {}", SLOT) == ":1");
      CHECK(cluster.command(1, "CLUSTER COUNTKEYSINSLOT {}", SLOT) == ":1");
      cluster.endMigration(SLOT, 0, 1);
    });
  }

  TEST_CASE("messages reach subscribers on all nodes, who are counted") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      std::vector<std::unique_ptr<RedisClusterHelper>> helpers;
      std::vector<std::string> messages;
      for (int count = 0; count < 5; ++count) {
        helpers.push_back(std::make_unique<RedisClusterHelper>(optionsFor(cluster)));
        subscribeInto(*helpers.back(), "news", messages);
      }
      helpers[0]->psubscribe({.topic = "n?ws", .onMessage = [&](const RedisMessage& message) {
                                messages.push_back(std::string(message.pattern));
                              }});
      for (const auto& helper : helpers) {
        co_await helper->waitUntilSubscribed();
        co_await helper->waitUntilReady();
      }

      co_await helpers[1]->publish("news", "all");
      co_await until([&] { return messages.size() == 6; });

      CHECK(std::ranges::count(messages, "all") == 5);
      CHECK(std::ranges::count(messages, "n?ws") == 1);
      CHECK(co_await helpers[2]->countSubscribers("news") == 5);
      CHECK(co_await helpers[2]->countSubscribers("nothing") == 0);
      const std::vector<std::string> channels = co_await helpers[3]->channels("n*");
      CHECK(channels == std::vector<std::string>{"news"});
    });
  }

  TEST_CASE("subscriptions move to another node when theirs is killed, and commands wait") {
    RedisCluster cluster;
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      std::vector<std::string> messages;
      int outages = 0;
      RedisHelperCallbacks callbacks;
      callbacks.onClosed = [&](const RedisHelperEvent&) { ++outages; };
      redis.listen(callbacks);
      subscribeInto(redis, "news", messages);
      co_await redis.waitUntilReady();
      std::size_t subscribed = 0;
      while (cluster.command(subscribed, "PUBSUB CHANNELS") == "*0") {
        ++subscribed;
      }

      cluster.node(subscribed).kill9();
      co_await until([&] { return outages == 1 && redis.status() == RedisStatus::READY; });
      co_await redis.waitUntilSubscribed();
      co_await redis.publish("news", "again");
      co_await until([&] { return messages.size() == 1; });
      CHECK(messages.front() == "again");

      std::size_t answers = 0;
      for (int index = 0; index < 30; ++index) {
        sendSet(redis, "key:" + std::to_string(index), answers);
      }
      cluster.node(subscribed).restart();
      co_await until([&] { return answers == 30; });
    });
  }

  TEST_CASE("a replica that takes over gets the commands") {
    RedisCluster cluster;
    cluster.addReplica(0);
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      co_await redis.execute("SET", KEY, "before");

      cluster.node(0).kill9();
      const RedisValue value = co_await redis.execute("SET", KEY, "after");

      CHECK(value.asString() == "OK");
      CHECK(cluster.command(3, "GET {}", KEY).find("after") != std::string::npos);
    });
  }

  TEST_CASE("a node that is wrong is passed over") {
    RedisCluster& cluster = sharedCluster();
    RedisServer single;
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      options.nodes.insert(options.nodes.begin(), {.host = "127.0.0.1", .port = freePort()});
      options.nodes.insert(options.nodes.begin(), {.host = "127.0.0.1", .port = single.port()});
      RedisClusterHelper redis(std::move(options));

      co_await redis.execute("SET", KEY, "value");

      CHECK(redis.status() == RedisStatus::READY);
    });
  }

  TEST_CASE("a server that is no cluster is an error that says so") {
    RedisServer single;
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options{.name = "test", .nodes = {}};
      options.nodes.push_back({.host = "127.0.0.1", .port = single.port()});
      RedisClusterHelper redis(std::move(options));

      std::string message;
      try {
        co_await redis.waitUntilReady();
      } catch (const ApplicationError& error) {
        message = error.what();
      }

      CHECK(message.find("cluster support disabled") != std::string::npos);
    });
  }

  TEST_CASE("a duplicate is a connection of its own") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      const auto other = redis.duplicate();
      co_await other->waitUntilReady();

      CHECK(co_await redis.disconnect());
      CHECK(redis.status() == RedisStatus::END);
      const std::string error = co_await errorOf(redis.execute("GET", KEY));
      CHECK(error == "Connection is closed.");
      CHECK_FALSE(co_await redis.disconnect());
      CHECK(co_await other->ping() == "PONG");
      CHECK(co_await redis.connect());
      CHECK(co_await redis.ping() == "PONG");
    });
  }

  TEST_CASE("a helper that is told not to connects with the first command") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      options.clusterOptions.autoConnect = false;
      RedisClusterHelper redis(std::move(options));
      CHECK(redis.status() == RedisStatus::WAIT);

      CHECK(co_await redis.ping() == "PONG");
    });
  }

  TEST_CASE("commands under way are answered before the end") {
    RedisCluster& cluster = sharedCluster();
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelper redis(optionsFor(cluster));
      co_await redis.waitUntilReady();
      std::size_t answers = 0;
      for (int count = 0; count < 100; ++count) {
        sendSet(redis, KEY, answers);
      }

      co_await redis.disconnect();

      CHECK(answers == 100);
    });
  }

  TEST_CASE("options that make no sense are refused") {
    RedisClusterHelperOptions options{.name = "test", .nodes = {}};

    CHECK_THROWS_WITH_AS(RedisClusterHelper{options}, doctest::Contains("No nodes"),
                         ApplicationError);
  }
}
