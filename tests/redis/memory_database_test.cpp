#include "redis/memory/memory_database.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/ascii.hpp"
#include "resp_client.hpp"
#include "support/redis_server.hpp"

namespace ignis {
namespace {

using Words = std::vector<std::string>;

/// Words between blanks; `''` is the empty one.
Words split(std::string_view line) {
  Words words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    words.emplace_back(word == "''" ? "" : word);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

std::string join(const Words& words) {
  std::string line;
  for (const std::string& word : words) {
    line += (line.empty() ? "" : " ") + (word.empty() ? std::string("''") : word);
  }
  return line;
}

std::string print(const RedisValue& value) {
  if (value.isInteger()) {
    return ":" + std::to_string(value.asInteger());
  }
  if (value.isString()) {
    return '"' + value.asString() + '"';
  }
  if (value.isError()) {
    return "-" + value.errorMessage();
  }
  if (value.isNull()) {
    return "nil";
  }
  std::string list = "[";
  for (const RedisValue& element : value.elements()) {
    list += print(element) + " ";
  }
  return list + "]";
}

/// What may differ between two servers is made equal: the order where there is none.
std::string normalise(const Words& words, RedisValue reply) {
  constexpr std::array UNORDERED{"keys", "hkeys", "hvals", "smembers", "spop"};
  const std::string name = ascii::toLower(words.front());
  if (name == "hgetall" && reply.isList()) {
    Words pairs;
    for (std::size_t index = 0; index + 1 < reply.size(); index += 2) {
      pairs.push_back(print(reply[index]) + "=" + print(reply[index + 1]));
    }
    std::ranges::sort(pairs);
    return join(pairs);
  }
  if (std::ranges::find(UNORDERED, name) != UNORDERED.end() && reply.isList()) {
    Words elements;
    for (const RedisValue& element : reply.elements()) {
      elements.push_back(print(element));
    }
    std::ranges::sort(elements);
    return join(elements);
  }
  return print(reply);
}

/// Both servers, side by side.
class Pair {
 public:
  Pair() : client_(server_.port()) {}

  void check(const Words& words) {
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    const RedisValue theirs = client_.execute(arguments);
    const RedisValue ours =
        database_.execute(arguments, now(), std::numeric_limits<std::size_t>::max());
    CAPTURE(join(words));
    if (isTimeLeft(words.front()) && ours.isInteger() && theirs.isInteger() &&
        theirs.asInteger() > 0) {
      constexpr std::int64_t MILLISECONDS = 1500;
      CHECK(std::abs(ours.asInteger() - theirs.asInteger()) <= MILLISECONDS);
      return;
    }
    CHECK(normalise(words, ours) == normalise(words, theirs));
  }
  void check(std::string_view line) { check(split(line)); }

 private:
  static bool isTimeLeft(std::string_view name) {
    return ascii::iequals(name, "ttl") || ascii::iequals(name, "pttl");
  }
  static MemoryTime now() {
    using std::chrono::duration_cast;
    return {.steady = duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now().time_since_epoch()),
            .wall = duration_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now().time_since_epoch())};
  }

  test::RedisServer server_;
  test::RespClient client_;
  MemoryDatabase database_;
};

constexpr std::string_view TABLE[] = {
    // Names, arities.
    "PING", "ping hello", "PiNg a b", "ECHO x", "ECHO", "nonsense", "nonsense a b", "GET",
    "GET a b", "SET a", "MSET", "DEL", "HSET h", "SELECT 0", "SELECT abc", "SELECT 999",
    // Texts.
    "SET a 1", "GET a", "SET a 2 NX", "SET b 2 XX", "SET b 2 NX", "SET a 3 GET", "SET a 3 NX GET",
    "SET c 3 XX GET", "GET c", "SET a 1 NX XX", "SET a 1 EX", "SET a 1 EX abc", "SET a 1 EX 0",
    "SET a 1 EX -5", "SET a 1 PX 0", "SET a 1 FOO", "SET a 1 EX 10 PX 10", "SET a 1 EX 10 KEEPTTL",
    "SET a 1 KEEPTTL EX 10", "SET a 1 EX 9223372036854775807", "SET a 1 PX 9223372036854775807",
    "SET a 1 EX 100", "TTL a", "PTTL a", "SET a 2 KEEPTTL", "TTL a", "SET a 3", "TTL a",
    "SET a 1 EXAT 99999999999", "TTL a", "SET a 1 PXAT 99999999999999", "TTL a", "SET a 1 EXAT 1",
    "GET a", "EXISTS a", "SET a 1 EXAT 0", "SET a 1 PXAT -1", "set a 1 ex 1000 nx", "ttl a",
    "GETSET a 5", "TTL a", "GETSET none 1", "GETDEL none", "GETDEL missing", "GETEX a",
    "GETEX a FOO", "GETEX a EX 0", "GETEX a EX", "GETEX a EX 500", "TTL a", "GETEX a PERSIST",
    "TTL a", "GETEX a PERSIST EX 5", "GETEX missing EX 0", "GETEX missing FOO", "SETNX a 1",
    "SETNX new 1", "SETEX a 0 1", "SETEX a x 1", "SETEX a 50 v", "TTL a", "PSETEX a 0 1",
    "PSETEX a 50000 v", "TTL a", "APPEND a more", "TTL a", "GET a", "APPEND fresh x", "STRLEN a",
    "STRLEN missing", "MSET x 1 y", "MSET x 1 y 2 x 3", "MGET x y missing", "MSETNX x 1 z 2",
    "MSETNX q 1 r 2", "MSETNX q", "MSETNX q 1 r", "SET e ''", "GET e", "STRLEN e", "APPEND e ''",
    "EXISTS e", "APPEND e2 ''", "EXISTS e2",
    // Counters.
    "SET n 10", "INCR n", "DECR n", "INCRBY n 5", "DECRBY n 3", "INCRBY n abc", "INCRBY n 1.5",
    "INCR counter", "SET bad 01", "INCR bad", "SET bad +1", "INCR bad", "SET bad ''", "INCR bad",
    "SET bad -0", "INCR bad", "SET bad -5", "INCR bad", "SET big 9223372036854775807", "INCR big",
    "DECRBY big -1", "SET small -9223372036854775808", "DECR small",
    "DECRBY n -9223372036854775808", "INCRBY n 9223372036854775808", "INCRBYFLOAT f 0.1",
    "INCRBYFLOAT f 0.2", "INCRBYFLOAT f 1e3", "INCRBYFLOAT f abc", "INCRBYFLOAT f -1000.3",
    "INCRBYFLOAT f nan", "INCRBYFLOAT f inf", "SET f 5.0e3", "INCRBYFLOAT f 200",
    "INCRBYFLOAT f +1.5", "SET f abc", "INCRBYFLOAT f 1", "SET f 3", "INCRBYFLOAT f 1.0",
    "SET f 0.1", "INCRBYFLOAT f -0.1",
    // Keys.
    "EXISTS a b a missing", "DEL a a missing", "UNLINK b", "TYPE x", "TYPE missing", "EXPIRE x 100",
    "TTL x", "EXPIRE missing 1", "EXPIRE x abc", "EXPIRE x 9223372036854775807",
    "EXPIRE x -9223372036854775808", "PEXPIRE x 9223372036854775807", "EXPIRE x 200 NX", "TTL x",
    "EXPIRE x 200 XX", "EXPIRE x 100 GT", "TTL x", "EXPIRE x 300 GT", "TTL x", "EXPIRE x 400 LT",
    "EXPIRE x 50 LT", "TTL x", "EXPIRE x 1 NX XX", "EXPIRE x 1 NX GT", "EXPIRE x 1 GT LT",
    "EXPIRE x 1 FOO", "PERSIST x", "PERSIST x", "PERSIST missing", "EXPIRE x 100 GT",
    "EXPIRE x 100 LT", "PEXPIRE x 100000", "TTL x", "EXPIREAT x 99999999999", "TTL x",
    "PEXPIREAT x 99999999999999", "TTL x", "EXPIREAT x 1", "EXISTS x", "EXPIRE y 0", "EXISTS y",
    "SET y 1", "EXPIRE y -1", "GET y", "SET y 1", "PEXPIREAT y -5", "GET y", "TTL missing",
    "PTTL missing", "TTL n", "PTTL n", "RENAME missing a", "SET from 1 EX 100", "RENAME from to",
    "TTL to", "EXISTS from", "RENAME to to", "SADD s1 a", "RENAME s1 to", "TYPE to", "TTL to",
    "DEL to", "KEYS *", "KEYS n*", "KEYS [", "SCAN abc", "SCAN 0 MATCH", "SCAN 0 COUNT 0",
    "SCAN 0 COUNT abc", "SCAN 0 FOO 1", "SCAN 0 COUNT -1", "DBSIZE", "DBSIZE x",
    // Hashes.
    "HSET h a 1 b 2", "HSET h a 3", "HSET h a", "HSET h a 1 b", "HMSET h c 1 d", "HMSET h c 1 d 2",
    "HGET h a", "HGET h missing", "HGET missing a", "HMGET h a missing b", "HMGET missing a b",
    "HGETALL h", "HGETALL missing", "HKEYS h", "HVALS h", "HLEN h", "HLEN missing", "HEXISTS h a",
    "HEXISTS h zz", "HEXISTS missing a", "HSETNX h a 9", "HSETNX h new 9", "HDEL h new zz",
    "HDEL missing a", "HINCRBY h n 5", "HINCRBY h n -7", "HINCRBY h n x", "HSET h t text",
    "HINCRBY h t 1", "HSET h big 9223372036854775807", "HINCRBY h big 1", "HINCRBY hnew n 1",
    "HDEL hnew n", "EXISTS hnew", "TYPE h", "HSET h '' ''", "HGET h ''",
    // Sets.
    "SADD s a b a", "SADD s b", "SMEMBERS s", "SMEMBERS missing", "SISMEMBER s a", "SISMEMBER s zz",
    "SISMEMBER missing a", "SCARD s", "SCARD missing", "SREM s a zz", "SREM missing a", "SPOP s",
    "EXISTS s", "SADD s a b c", "SPOP s 0", "SPOP s -1", "SPOP s x", "SPOP s 5", "EXISTS s",
    "SPOP missing", "SPOP missing 2", "SPOP s 1 2", "SADD s x", "TYPE s",
    // Lists.
    "RPUSH l a b c", "LPUSH l z y", "LRANGE l 0 -1", "LRANGE l -2 -1", "LRANGE l 1 1",
    "LRANGE l 5 10", "LRANGE l -100 100", "LRANGE l 3 1", "LRANGE l x 1", "LRANGE missing 0 -1",
    "LLEN l", "LLEN missing", "LINDEX l 0", "LINDEX l -1", "LINDEX l 99", "LINDEX l x",
    "LINDEX missing 0", "LINDEX missing x", "LPOP l", "RPOP l", "LPOP l 0", "LPOP l 2", "LPOP l -1",
    "LPOP l x", "LPOP missing", "LPOP missing 2", "LPOP missing 0", "LPOP missing -1", "LPOP l 1 2",
    "RPUSH r a b a c a", "LREM r 1 a", "LRANGE r 0 -1", "LREM r -1 a", "LRANGE r 0 -1",
    "RPUSH r a a", "LREM r 0 a", "LRANGE r 0 -1", "LREM r x a", "LREM missing 0 a",
    "LREM r -9223372036854775808 b", "RPUSH r 1 2 3 4 5", "LTRIM r 1 -2", "LRANGE r 0 -1",
    "LTRIM r x 1", "LTRIM missing 0 1", "LTRIM r 5 1", "EXISTS r", "RPUSH r a b", "RPOP r 5",
    "EXISTS r", "TYPE l",
    // Values of other types.
    "RPUSH l x", "GET l", "GET h", "GET s", "SET s 1 GET", "APPEND l x", "STRLEN h", "INCR l",
    "INCRBYFLOAT l 1", "GETSET l 1", "GETDEL l", "GETEX l", "GETEX l EX 0", "MGET l n h",
    "HGET l a", "HSET l a 1", "HMGET n a", "HGETALL s", "HKEYS l", "HVALS l", "HLEN l", "HDEL l a",
    "HEXISTS l a", "HSETNX l a 1", "HINCRBY l a 1", "HINCRBY l a x", "SADD l a", "SREM l a",
    "SMEMBERS l", "SISMEMBER l a", "SCARD l", "SPOP l", "SPOP l 1", "LPUSH n a", "RPUSH h a",
    "LPOP n", "RPOP n 1", "LRANGE n 0 1", "LRANGE n x 1", "LLEN n", "LREM n 0 a", "LTRIM n 0 1",
    "LINDEX n 0", "SETNX l 1", "SET l 1", "TYPE l",
    // The end.
    "FLUSHDB foo", "FLUSHDB ASYNC x", "FLUSHDB", "DBSIZE", "SET a 1", "FLUSHALL ASYNC", "DBSIZE",
    "FLUSHALL SYNC"};

/// Commands of all kinds over so few keys that they meet, with arguments that are wrong at times.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Words next() {
    constexpr std::string_view FORMS[] = {
        "SET k v",        "SET k v NX",     "SET k v XX GET",  "SET k v EX 1000", "SET k v KEEPTTL",
        "GET k",          "GETSET k v",     "GETDEL k",        "GETEX k EX 2000", "GETEX k PERSIST",
        "SETNX k v",      "SETEX k 500 v",  "APPEND k v",      "STRLEN k",        "INCR k",
        "DECR k",         "INCRBY k i",     "DECRBY k i",      "INCRBYFLOAT k i", "MSET k v k v",
        "MSETNX k v k v", "MGET k k k",     "DEL k",           "DEL k k",         "UNLINK k",
        "EXISTS k k",     "EXPIRE k 1500",  "EXPIRE k 900 XX", "EXPIREAT k 1",    "TTL k",
        "PTTL k",         "PERSIST k",      "TYPE k",          "KEYS *",          "RENAME k k",
        "DBSIZE",         "HSET k f v f v", "HSETNX k f v",    "HMSET k f v",     "HGET k f",
        "HMGET k f f",    "HGETALL k",      "HDEL k f f",      "HEXISTS k f",     "HLEN k",
        "HKEYS k",        "HVALS k",        "HINCRBY k f i",   "SADD k v v",      "SADD k v",
        "SREM k v v",     "SMEMBERS k",     "SISMEMBER k v",   "SCARD k",         "LPUSH k v v",
        "RPUSH k v v",    "LPOP k",         "RPOP k",          "LPOP k i",        "RPOP k i",
        "LRANGE k i i",   "LLEN k",         "LREM k i v",      "LTRIM k i i",     "LINDEX k i",
        "HDEL k f",       "SPOP k 1000",    "HSET k f",        "MSET k v k"};
    Words words = split(FORMS[pick(std::size(FORMS))]);
    for (std::size_t index = 1; index < words.size(); ++index) {
      words[index] = fill(words[index]);
    }
    return words;
  }

 private:
  std::string fill(const std::string& word) {
    constexpr std::string_view VALUES[] = {"a",  "b",   "c",    "1",  "-3",
                                           "10", "2.5", "text", "''", "007"};
    constexpr std::string_view NUMBERS[] = {"0",
                                            "1",
                                            "2",
                                            "-1",
                                            "-2",
                                            "5",
                                            "-100",
                                            "100",
                                            "x",
                                            "9223372036854775807",
                                            "-9223372036854775808"};
    if (word == "k") {
      return "key" + std::to_string(pick(6));
    }
    if (word == "f") {
      return "field" + std::to_string(pick(4));
    }
    if (word == "v") {
      const std::string_view value = VALUES[pick(std::size(VALUES))];
      return value == "''" ? "" : std::string(value);
    }
    return word == "i" ? std::string(NUMBERS[pick(std::size(NUMBERS))]) : word;
  }
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::mt19937 random_;
};

TEST_SUITE("redis/MemoryDatabase") {
  TEST_CASE("every command answers as redis-server does, right or wrong") {
    Pair pair;
    for (const std::string_view line : TABLE) {
      pair.check(line);
    }
  }

  TEST_CASE("long sequences of any commands leave both in the same state") {
    constexpr int COMMANDS = 20000;
    for (const unsigned seed : {1U, 2U, 3U}) {
      CAPTURE(seed);
      Pair pair;
      Generator generator(seed);
      for (int command = 0; command < COMMANDS; ++command) {
        pair.check(generator.next());
      }
    }
  }
}

}  // namespace
}  // namespace ignis
