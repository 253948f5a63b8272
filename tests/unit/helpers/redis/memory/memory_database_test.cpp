#include "redis/memory/memory_database.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t ENOUGH = 64 * 1024 * 1024;

/// A database with a clock that only the test moves.
class Fixture {
 public:
  RedisValue run(std::vector<std::string_view> arguments, std::size_t maxMemoryBytes = ENOUGH) {
    return database.execute(arguments, time, maxMemoryBytes);
  }
  void pass(std::chrono::milliseconds duration) {
    time.steady += duration;
    time.wall += duration;
  }

  MemoryDatabase database;
  MemoryTime time{.steady = 1000s, .wall = 1'700'000'000s};
};

RedisValue number(std::int64_t value) { return {value}; }
RedisValue text(std::string content) { return {std::move(content)}; }
RedisValue list(std::vector<std::string> texts) {
  return RedisValue::List(texts.begin(), texts.end());
}

TEST_SUITE("helpers/redis/MemoryDatabase") {
  TEST_CASE("a key is there until its time is over, to the millisecond") {
    Fixture redis;
    redis.run({"SET", "a", "1", "PX", "1500"});

    redis.pass(1499ms);
    CHECK(redis.run({"GET", "a"}) == text("1"));
    CHECK(redis.run({"PTTL", "a"}) == number(1));
    redis.pass(1ms);
    CHECK(redis.run({"GET", "a"}).isNull());
    CHECK(redis.run({"TTL", "a"}) == number(-2));
    CHECK(redis.database.size() == 0);
  }

  TEST_CASE("setting the clock back or forth does not move deadlines") {
    Fixture redis;
    redis.run({"SET", "a", "1", "EX", "10"});

    redis.time.wall += 24h;
    CHECK(redis.run({"TTL", "a"}) == number(10));
    redis.time.wall -= 48h;
    CHECK(redis.run({"TTL", "a"}) == number(10));
  }

  TEST_CASE("dates are seconds of the wall clock") {
    Fixture redis;
    redis.run({"SET", "a", "1", "EXAT", "1700000060"});
    redis.run({"SET", "b", "1"});
    redis.run({"PEXPIREAT", "b", "1700000030000"});

    CHECK(redis.run({"TTL", "a"}) == number(60));
    CHECK(redis.run({"TTL", "b"}) == number(30));
    CHECK(redis.run({"TIME"}) == list({"1700000000", "0"}));
  }

  TEST_CASE("a value that replaces an expired one of another type is of its own") {
    Fixture redis;
    redis.run({"RPUSH", "a", "1"});
    redis.run({"PEXPIRE", "a", "5"});
    redis.pass(5ms);

    CHECK(redis.run({"SADD", "a", "x"}) == number(1));
    CHECK(redis.run({"TTL", "a"}) == number(-1));
  }

  TEST_CASE("expired keys are not listed") {
    Fixture redis;
    for (int index = 0; index < 100; ++index) {
      redis.run({"SET", "old" + std::to_string(index), "1", "PX", "5"});
    }
    redis.run({"SET", "new", "1"});
    redis.pass(5ms);

    CHECK(redis.run({"KEYS", "*"}) == list({"new"}));
  }

  TEST_CASE("expired keys that nobody asks for go, some with every command") {
    constexpr int KEYS = 1000;
    Fixture redis;
    for (int index = 0; index < KEYS; ++index) {
      redis.run({"SET", "key" + std::to_string(index), "1", "PX", "5"});
    }
    const std::size_t before = redis.database.size();
    redis.pass(5ms);

    redis.run({"PING"});
    const std::size_t after = redis.database.size();
    for (int command = 0; command < KEYS; ++command) {
      redis.run({"PING"});
    }

    CHECK(before == KEYS);
    CHECK(after < before);
    CHECK(after > 0);
    CHECK(redis.database.size() == 0);
    CHECK(redis.database.usedBytes() == 0);
  }

  TEST_CASE("what is removed, by whatever command, is given back") {
    Fixture redis;
    const std::string large(1000, 'x');
    redis.run({"SET", "text", large});
    redis.run({"APPEND", "text", large});
    redis.run({"HSET", "hash", "a", large, "b", large});
    redis.run({"HSET", "hash", "a", "short"});
    redis.run({"SADD", "set", large, "b", "c"});
    redis.run({"RPUSH", "list", large, "b", large, "d", "e"});
    CHECK(redis.database.usedBytes() > 6000);

    redis.run({"RENAME", "text", "other"});
    redis.run({"GETDEL", "other"});
    redis.run({"HDEL", "hash", "a", "b"});
    redis.run({"SPOP", "set", "3"});
    redis.run({"LREM", "list", "1", large});
    redis.run({"LTRIM", "list", "1", "-1"});
    redis.run({"LPOP", "list", "2"});
    redis.run({"RPOP", "list"});

    CHECK(redis.database.size() == 0);
    CHECK(redis.database.usedBytes() == 0);
  }

  TEST_CASE("when memory is used up, reading and removing go on") {
    constexpr std::size_t LIMIT = 10'000;
    const RedisValue refused =
        RedisValue::error("OOM command not allowed when used memory > 'maxmemory'.");
    Fixture redis;
    redis.run({"SET", "large", std::string(LIMIT, 'x')}, LIMIT);

    CHECK(redis.run({"SET", "a", "1"}, LIMIT) == refused);
    CHECK(redis.run({"HSET", "h", "a", "1"}, LIMIT) == refused);
    CHECK(redis.run({"LPUSH", "l", "a"}, LIMIT) == refused);
    CHECK(redis.run({"INCR", "n"}, LIMIT) == refused);
    CHECK(redis.run({"STRLEN", "large"}, LIMIT) == number(LIMIT));
    CHECK(redis.run({"DEL", "large"}, LIMIT) == number(1));
    CHECK(redis.run({"SET", "a", "1"}, LIMIT) == text("OK"));
  }

  TEST_CASE("a scan visits every key that stays, though others come and go") {
    constexpr int KEYS = 500;
    Fixture redis;
    for (int index = 0; index < KEYS; ++index) {
      redis.run({"SET", "stays" + std::to_string(index), "1"});
      redis.run({"SET", "goes" + std::to_string(index), "1"});
    }

    std::multiset<std::string> seen;
    std::string cursor = "0";
    int step = 0;
    do {
      const RedisValue reply = redis.run({"SCAN", cursor, "MATCH", "stays*", "COUNT", "7"});
      cursor = reply[0].asString();
      for (const RedisValue& key : reply[1].elements()) {
        seen.insert(key.asString());
      }
      redis.run({"DEL", "goes" + std::to_string(step)});
      redis.run({"SET", "comes" + std::to_string(step++), "1"});
    } while (cursor != "0");

    CHECK(seen.size() == KEYS);
    CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == KEYS);
  }

  TEST_CASE("a scan may ask for one type") {
    Fixture redis;
    redis.run({"SET", "a", "1"});
    redis.run({"SADD", "b", "1"});

    const RedisValue reply = redis.run({"SCAN", "0", "TYPE", "set", "COUNT", "100"});

    CHECK(reply[1] == list({"b"}));
  }

  TEST_CASE("any member of a set may be popped, and all in the end") {
    constexpr int ROUNDS = 200;
    std::set<std::string> first;
    for (int round = 0; round < ROUNDS; ++round) {
      Fixture redis;
      redis.run({"SADD", "s", "a", "b", "c"});
      first.insert(redis.run({"SPOP", "s"}).asString());
      CHECK(redis.run({"SCARD", "s"}) == number(2));
    }

    CHECK(first == std::set<std::string>{"a", "b", "c"});
  }

  TEST_CASE("a set that has been large gives its members away as fast") {
    Fixture redis;
    for (int index = 0; index < 20'000; ++index) {
      redis.run({"SADD", "s", std::to_string(index)});
    }

    CHECK(redis.run({"SPOP", "s", "20000"}).size() == 20'000);
    CHECK(redis.run({"EXISTS", "s"}) == number(0));
  }

  TEST_CASE("names and arguments are any bytes") {
    Fixture redis;
    const std::string key("\0\xff\r\n", 4);
    redis.run({"SET", key, key});

    CHECK(redis.run({"GET", key}) == text(key));
    CHECK(redis.run({"KEYS", "*"}) == list({key}));
    CHECK(redis.run({std::string_view("\0", 1)}).isError());
  }

  TEST_CASE("a command without a name is refused") {
    Fixture redis;

    CHECK(redis.run({}).isError());
    CHECK(redis.run({""}).errorMessage() == "ERR unknown command '', with args beginning with: ");
  }
}

}  // namespace
}  // namespace ignis
