#include "ignis/helpers/redis/redis_cluster_helper.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "redis/redis_test_support.hpp"
#include "redis/server_certificates.hpp"
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

void seedFirst(RedisClusterHelperOptions& options, std::uint16_t port) {
  options.nodes.insert(options.nodes.begin(), {.host = "127.0.0.1", .port = port});
}

/// The node whose subscribers there are.
std::size_t subscribedNode(RedisCluster& cluster) {
  std::size_t index = 0;
  while (cluster.command(index, "PUBSUB CHANNELS") == "*0") {
    ++index;
  }
  return index;
}

/// Counts the answers that are no errors.
void sendSet(DefaultRedisHelper& redis, const std::string& key, std::size_t& answers) {
  const std::string_view command[] = {"SET", key, "value"};
  redis.send(command, [&](const RedisValue& reply) { answers += reply.isError() ? 0 : 1; });
}

/// A key, and its slot, which the first node has.
const std::string KEY = "{user1000}.following";
constexpr std::size_t SLOT = 3443;

}  // namespace

TEST_SUITE("redis/cluster") {
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
      CHECK(contains(error, "CROSSSLOT"));
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
      Events messages;
      for (int count = 0; count < 5; ++count) {
        helpers.push_back(std::make_unique<RedisClusterHelper>(optionsFor(cluster)));
        helpers.back()->subscribe(intoEvents("news", messages));
      }
      helpers[0]->psubscribe({.topic = "n?ws", .onMessage = [&](const RedisMessage& message) {
                                messages.add(std::string(message.pattern));
                              }});
      for (const auto& helper : helpers) {
        co_await helper->waitUntilSubscribed();
        co_await helper->waitUntilReady();
      }

      co_await helpers[1]->publish("news", "all");
      co_await until([&] { return messages.all().size() == 6; });

      CHECK(messages.count("all") == 5);
      CHECK(messages.count("n?ws") == 1);
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
      Events messages;
      int outages = 0;
      RedisHelperCallbacks callbacks;
      callbacks.onClosed = [&](const RedisHelperEvent&) { ++outages; };
      redis.listen(callbacks);
      redis.subscribe(intoEvents("news", messages));
      co_await redis.waitUntilReady();
      const std::size_t subscribed = subscribedNode(cluster);

      cluster.node(subscribed).kill9();
      co_await until([&] { return outages == 1 && redis.status() == RedisStatus::READY; });
      co_await redis.waitUntilSubscribed();
      co_await redis.publish("news", "again");
      co_await until([&] { return messages.count("again") == 1; });

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
      seedFirst(options, freePort());
      seedFirst(options, single.port());
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

      const std::string error = co_await errorOf(redis.waitUntilReady());

      CHECK(contains(error, "cluster support disabled"));
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

      Events ends;
      EventLoop::current()->spawn("disconnect", [&]() -> Task<void> {
        co_await redis.disconnect();
        ends.add("first");
      });
      co_await redis.disconnect();
      co_await until([&] { return ends.count("first") == 1; });

      CHECK(answers == 100);
    });
  }

  TEST_CASE("a node that hangs loses the subscriptions to another") {
    RedisCluster cluster;
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      options.clusterOptions.keepAliveInterval = std::chrono::milliseconds(100);
      options.clusterOptions.commandTimeout = std::chrono::milliseconds(300);
      Events messages;
      Events statuses;
      options.callbacks = statusesInto(statuses);
      RedisClusterHelper redis(std::move(options));
      redis.subscribe(intoEvents("news", messages));
      co_await redis.waitUntilReady();

      const std::size_t subscribed = subscribedNode(cluster);
      cluster.node(subscribed).pause();
      co_await until([&] { return statuses.count("closed") > 0; });
      co_await until([&] { return redis.status() == RedisStatus::READY; });
      cluster.command((subscribed + 1) % 3, "PUBLISH news again");
      co_await until([&] { return messages.count("again") == 1; });

      cluster.node(subscribed).resume();
    });
  }

  TEST_CASE("all nodes are gone and come back") {
    RedisCluster cluster;
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      Events messages;
      Events statuses;
      options.callbacks = statusesInto(statuses);
      RedisClusterHelper redis(std::move(options));
      redis.subscribe(intoEvents("news", messages));
      co_await redis.waitUntilReady();

      for (std::size_t index = 0; index < 3; ++index) {
        cluster.node(index).kill9();
      }
      co_await until([&] { return statuses.count("error") > 1; });
      CHECK(redis.status() != RedisStatus::READY);
      std::size_t answers = 0;
      sendSet(redis, KEY, answers);
      for (std::size_t index = 0; index < 3; ++index) {
        cluster.node(index).restart();
      }
      co_await until([&] { return answers == 1 && redis.status() == RedisStatus::READY; });
      co_await redis.publish("news", "again");
      co_await until([&] { return messages.count("again") == 1; });
    });
  }

  TEST_CASE("a user logs in at every node") {
    RedisCluster& cluster = sharedCluster();
    for (std::size_t index = 0; index < 3; ++index) {
      cluster.command(index, "ACL SETUSER app on >secret ~app:* &* +@all");
    }
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      options.clusterOptions.user = "app";
      SUBCASE("with a password for all") { options.clusterOptions.password = "secret"; }
      SUBCASE("with the password of the node in the options") {
        options.nodes[0].password = "secret";
      }
      RedisClusterHelper redis(std::move(options));

      for (int index = 0; index < 30; ++index) {
        const std::string key = "app:" + std::to_string(index);
        co_await redis.execute("SET", key, index);
      }
      const std::string error = co_await errorOf(redis.execute("SET", "other", 1));

      CHECK(contains(error, "NOPERM"));
    });
  }

  TEST_CASE("commands and messages travel through TLS") {
    const ServerCertificates certificates;
    RedisClusterOptions clusterOptions;
    clusterOptions.arguments = certificates.arguments();
    clusterOptions.isTls = true;
    RedisCluster cluster(std::move(clusterOptions));
    runAwaitable([&]() -> Task<void> {
      RedisClusterHelperOptions options = optionsFor(cluster);
      options.clusterOptions.tls.emplace().caFile = certificates.path("ca.pem");
      Events messages;
      RedisClusterHelper redis(std::move(options));
      redis.subscribe(intoEvents("news", messages));
      co_await redis.waitUntilReady();

      for (int index = 0; index < 30; ++index) {
        const std::string key = "key:" + std::to_string(index);
        co_await redis.execute("SET", key, index);
      }
      co_await redis.publish("news", "safe");
      co_await until([&] { return messages.count("safe") == 1; });
    });
  }

  TEST_CASE("a helper that is made where there is no loop can be used from many threads") {
    RedisCluster& cluster = sharedCluster();
    RedisClusterHelper redis(optionsFor(cluster));
    cluster.command(0, "DEL {}", KEY);
    std::vector<std::thread> threads;
    for (int count = 0; count < 4; ++count) {
      threads.emplace_back([&] {
        runAwaitable([&]() -> Task<void> {
          for (int call = 0; call < 100; ++call) {
            co_await redis.execute("INCR", KEY);
          }
        });
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }

    CHECK(cluster.command(0, "GET {}", KEY) == "$3\r\n400");
  }

  TEST_CASE("options that make no sense are refused") {
    RedisClusterHelperOptions options{.name = "test", .nodes = {}};

    CHECK_THROWS_WITH_AS(RedisClusterHelper{options}, doctest::Contains("No nodes"),
                         ApplicationError);
  }
}
