#include "ignis/helpers/redis/default_redis_helper.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include "common/zlib.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/redis/scripted_redis_helper.hpp"

namespace ignis {
namespace {

using test::runAwaitable;
using test::ScriptedRedisHelper;

using Command = std::vector<std::string>;
using Commands = std::vector<Command>;
using Texts = std::vector<std::optional<std::string>>;

RedisValue text(std::string content) { return {std::move(content)}; }
RedisValue number(std::int64_t value) { return {value}; }

Json user() { return Json::object({{"name", "Alice"}, {"age", 30}}); }

TEST_SUITE("helpers/redis/DefaultRedisHelper") {
  TEST_CASE("values are stored as their JSON") {
    ScriptedRedisHelper redis({text("OK"), text("OK"), text("OK")});

    runAwaitable([&]() -> Task<void> {
      const Json value = user();
      co_await redis.set({.key = "user:1", .value = value});
      co_await redis.set({.key = "n", .value = 5});
      co_await redis.set({.key = "a", .value = "x"});
    });

    CHECK(redis.sent == Commands{{"SET", "user:1", R"({"name":"Alice","age":30})"},
                                 {"SET", "n", "5"},
                                 {"SET", "a", R"("x")"}});
  }

  TEST_CASE("a stored value is read raw, through a function or as an object") {
    ScriptedRedisHelper redis({text("5"), text("5"), text(R"("x")"), text("5")});

    runAwaitable([&]() -> Task<void> {
      CHECK(co_await redis.get({.key = "n"}) == "5");
      CHECK(co_await redis.getObject<int>({.key = "n"}) == 5);
      CHECK(co_await redis.getString({.key = "a"}) == R"("x")");
      const auto size =
          co_await redis.get({.key = "n"}, [](const std::string& raw) { return raw.size(); });
      CHECK(size == 1);
    });

    CHECK(redis.sent.front() == Command{"GET", "n"});
  }

  TEST_CASE("a missing or empty value is nothing, whatever it is read as") {
    ScriptedRedisHelper redis({RedisValue(), text(""), text("")});

    runAwaitable([&]() -> Task<void> {
      CHECK(co_await redis.get({.key = "missing"}) == std::nullopt);
      CHECK(co_await redis.get({.key = "empty"}) == std::nullopt);
      const auto object = co_await redis.getObject<Json>({.key = "empty"});
      CHECK_FALSE(object.has_value());
    });
  }

  TEST_CASE("an object that does not fit is an error") {
    ScriptedRedisHelper redis({text("{"), text(R"("x")")});

    runAwaitable([&]() -> Task<void> {
      CHECK_THROWS_AS(co_await redis.getObject<Json>({.key = "a"}), ApplicationError);
      CHECK_THROWS_AS(co_await redis.getObject<int>({.key = "a"}), ApplicationError);
    });
  }

  TEST_CASE("several values are stored and read at once, in the order of their keys") {
    ScriptedRedisHelper redis({text("OK"), RedisValue::List{text("1"), RedisValue(), text("[2]")},
                               RedisValue::List{text("1"), text("")}, RedisValue::List{}});

    runAwaitable([&]() -> Task<void> {
      const std::vector<int> list{2};
      const std::vector<RedisEntry> payload{RedisEntry("a", 1), RedisEntry("b", list)};
      co_await redis.mset({.payload = payload});
      const std::vector<std::string> keys{"a", "zz", "b"};
      const Texts texts = co_await redis.mget({.keys = keys});
      CHECK(texts.size() == 3);
      CHECK(texts[0] == "1");
      CHECK(texts[1] == std::nullopt);
      CHECK(texts[2] == "[2]");
      const auto objects = co_await redis.getObjects<int>({.keys = keys});
      CHECK(objects.size() == 2);
      CHECK(objects[0] == 1);
      CHECK_FALSE(objects[1].has_value());
      CHECK((co_await redis.getStrings({.keys = keys})).empty());
    });

    CHECK(redis.sent[0] == Command{"MSET", "a", "1", "b", "[2]"});
    CHECK(redis.sent[1] == Command{"MGET", "a", "zz", "b"});
  }

  TEST_CASE("keys are deleted and counted; none is for the server to refuse") {
    ScriptedRedisHelper redis(
        {number(2), RedisValue::error("ERR wrong number of arguments for 'del' command")});

    runAwaitable([&]() -> Task<void> {
      const std::vector<std::string> keys{"a", "b"};
      CHECK(co_await redis.del({.keys = keys}) == 2);
      CHECK_THROWS_WITH_AS(co_await redis.del({.keys = {}}),
                           "ERR wrong number of arguments for 'del' command", ApplicationError);
    });

    CHECK(redis.sent == Commands{{"DEL", "a", "b"}, {"DEL"}});
  }

  TEST_CASE("the fields of a hash are texts, and JSON when they are anything else") {
    ScriptedRedisHelper redis({number(4)});

    runAwaitable([&]() -> Task<void> {
      Json value = Json::object({{"userId", "u1"}, {"n", 3}, {"none", nullptr}});
      value["nested"] = user();
      CHECK(co_await redis.hset({.key = "s", .value = value}) == 4);
    });

    CHECK(redis.sent == Commands{{"HSET", "s", "userId", "u1", "n", "3", "none", "null", "nested",
                                  R"({"name":"Alice","age":30})"}});
  }

  TEST_CASE("only an object is a hash") {
    ScriptedRedisHelper redis;

    runAwaitable([&]() -> Task<void> {
      CHECK_THROWS_WITH_AS(
          co_await redis.hset({.key = "s", .value = 5}),
          "[DefaultRedisHelper][hset] The value is not an object | key: s | type: number",
          ApplicationError);
    });

    CHECK(redis.sent.empty());
  }

  TEST_CASE("a hash is read as texts, and a missing one is empty") {
    ScriptedRedisHelper redis(
        {RedisValue::List{text("userId"), text("u1"), text("n"), text("3")}, RedisValue::List{}});

    runAwaitable([&]() -> Task<void> {
      const std::map<std::string, std::string> fields = co_await redis.hgetall({.key = "s"});
      CHECK(fields.size() == 2);
      CHECK(fields.at("userId") == "u1");
      CHECK(fields.at("n") == "3");
      CHECK((co_await redis.hGetAll({.key = "missing"})).empty());
    });

    CHECK(redis.sent.front() == Command{"HGETALL", "s"});
  }

  TEST_CASE("values are logged only when that is asked for") {
    const test::CapturedLog log;
    ScriptedRedisHelper redis(std::vector<RedisValue>(4, text("OK")));
    const std::vector<RedisEntry> payload{RedisEntry("a", "secret")};

    runAwaitable([&]() -> Task<void> {
      co_await redis.set({.key = "k", .value = "secret"});
      co_await redis.mset({.payload = payload});
      CHECK(log.lines().empty());
      co_await redis.set({.key = "k", .value = 5, .options = {.log = true}});
      CHECK(log.last().find("Set key: k | value: 5") != std::string::npos);
      co_await redis.mset({.payload = payload, .options = {.log = true}});
      CHECK(log.last().find(R"(Payload: [{"key":"a","value":"secret"}])") != std::string::npos);
    });
  }

  TEST_CASE("any command takes texts, bytes and numbers") {
    ScriptedRedisHelper redis({text("OK"), text("OK"), RedisValue::List{text("0"), RedisValue()}});

    runAwaitable([&]() -> Task<void> {
      const std::string bytes("\0\xff", 2);
      const RedisValue ok = co_await redis.execute("SET", "k", bytes, "EX", 60);
      CHECK(ok.asString() == "OK");
      co_await redis.execute("ZADD", "z", 0.1, "a", 100000.0, "b", -2.5, "c");
      const std::vector<std::string> parameters{"0", "MATCH", "user:*"};
      CHECK((co_await redis.execute("SCAN", parameters)).size() == 2);
    });

    CHECK(redis.sent == Commands{{"SET", "k", std::string("\0\xff", 2), "EX", "60"},
                                 {"ZADD", "z", "0.1", "a", "100000", "b", "-2.5", "c"},
                                 {"SCAN", "0", "MATCH", "user:*"}});
  }

  TEST_CASE("an error of the server is thrown with its text") {
    ScriptedRedisHelper redis({RedisValue::error("WRONGTYPE Operation against a key")});

    runAwaitable([&]() -> Task<void> {
      CHECK_THROWS_WITH_AS(co_await redis.get({.key = "list"}), "WRONGTYPE Operation against a key",
                           ApplicationError);
    });
  }

  TEST_CASE("the commands for JSON documents pass paths and values as JSON") {
    ScriptedRedisHelper redis({text("OK"), text(R"([{"t":["x"]}])"), number(1), text("[6]"),
                               RedisValue::List{number(5)}, RedisValue::List{number(2)},
                               RedisValue::List{text(R"("y")"), RedisValue()}, text("7"),
                               RedisValue()});

    runAwaitable([&]() -> Task<void> {
      Json value = Json::object();
      value["t"] = Json::array({"x"});
      CHECK(co_await redis.jSet({.key = "d", .path = "$", .value = value}) == "OK");
      CHECK(co_await redis.jGet({.key = "d"}) == R"([{"t":["x"]}])");
      CHECK(co_await redis.jDelete({.key = "d", .path = "$.n"}) == 1);
      CHECK(co_await redis.jNumberIncreaseBy({.key = "d", .path = "$.n", .value = 1}) == "[6]");
      co_await redis.jStringAppend({.key = "d", .path = "$.s", .value = " Smith"});
      co_await redis.jPush({.key = "d", .path = "$.t", .value = "y"});
      CHECK(co_await redis.jPop({.key = "d", .path = "$.t"}) == R"(["y",null])");
      CHECK(co_await redis.jPop({.key = "d", .path = ".t"}) == "7");
      CHECK(co_await redis.jGet({.key = "missing", .path = "$"}) == std::nullopt);
    });

    CHECK(redis.sent == Commands{{"JSON.SET", "d", "$", R"({"t":["x"]})"},
                                 {"JSON.GET", "d", "$"},
                                 {"JSON.DEL", "d", "$.n"},
                                 {"JSON.NUMINCRBY", "d", "$.n", "1"},
                                 {"JSON.STRAPPEND", "d", "$.s", R"(" Smith")"},
                                 {"JSON.ARRAPPEND", "d", "$.t", R"("y")"},
                                 {"JSON.ARRPOP", "d", "$.t"},
                                 {"JSON.ARRPOP", "d", ".t"},
                                 {"JSON.GET", "missing", "$"}});
  }

  TEST_CASE("a payload is published as JSON to every topic that has a name") {
    ScriptedRedisHelper redis({number(0), number(3)});

    runAwaitable([&]() -> Task<void> {
      const Json payload = Json::object({{"a", 1}});
      const std::vector<std::string> topics{"e1", "", "e2"};
      co_await redis.publish({.topics = topics, .payload = payload});
    });

    CHECK(redis.sent == Commands{{"PUBLISH", "e1", R"({"a":1})"}, {"PUBLISH", "e2", R"({"a":1})"}});
  }

  TEST_CASE("nothing to publish, or nobody to publish to, is logged") {
    const test::CapturedLog log;
    ScriptedRedisHelper redis;
    const std::vector<std::string> nobody{"", ""};
    const std::vector<std::string> topics{"a"};

    runAwaitable([&]() -> Task<void> {
      co_await redis.publish({.topics = nobody, .payload = 1});
      CHECK(log.last().find("No topic(s) to publish!") != std::string::npos);
      co_await redis.publish({.topics = topics, .payload = nullptr});
      CHECK(log.last().find("Invalid payload to publish!") != std::string::npos);
      co_await redis.publish({.topics = topics, .payload = 0});
      co_await redis.publish({.topics = topics, .payload = ""});
      co_await redis.publish({.topics = topics, .payload = false});
    });

    CHECK(log.lines().size() == 5);
    CHECK(redis.sent.empty());
  }

  TEST_CASE("a compressed payload is a zlib stream of the JSON") {
    ScriptedRedisHelper redis({number(0)});

    runAwaitable([&]() -> Task<void> {
      const std::vector<std::string> topics{"a"};
      co_await redis.publish(
          {.topics = topics, .payload = std::string(1000, 'x'), .useCompress = true});
    });

    const std::string& payload = redis.sent.front().at(2);
    CHECK(payload.front() == 0x78);
    CHECK(payload.size() < 100);
    CHECK(inflateText(payload, 1002) == '"' + std::string(1000, 'x') + '"');
  }

  TEST_CASE("one topic that cannot be published to fails the call, and the others get it") {
    ScriptedRedisHelper redis({RedisValue::error("NOPERM no"), number(1)});

    runAwaitable([&]() -> Task<void> {
      const std::vector<std::string> topics{"a", "b"};
      CHECK_THROWS_WITH_AS(co_await redis.publish({.topics = topics, .payload = 1}), "NOPERM no",
                           ApplicationError);
    });

    CHECK(redis.sent.size() == 2);
  }

  TEST_CASE("the server is asked who subscribes") {
    ScriptedRedisHelper redis(
        {RedisValue::List{text("news"), number(3)}, RedisValue::List{text("a"), text("b")}});

    runAwaitable([&]() -> Task<void> {
      CHECK(co_await redis.countSubscribers("news") == 3);
      const std::vector<std::string> names = co_await redis.channels("*");
      CHECK(names.size() == 2);
      CHECK(names.front() == "a");
    });

    CHECK(redis.sent == Commands{{"PUBSUB", "NUMSUB", "news"}, {"PUBSUB", "CHANNELS", "*"}});
    CHECK(redis.knownSubscribers("news") == std::nullopt);
  }

  TEST_CASE("commands leave when they are called and may be awaited later, in any order") {
    ScriptedRedisHelper redis({text("1"), text("2")});
    redis.isHolding = true;

    runAwaitable([&]() -> Task<void> {
      Task<std::optional<std::string>> first = redis.get({.key = "a"});
      Task<std::optional<std::string>> second = redis.get({.key = "b"});
      CHECK(redis.sent.size() == 2);
      redis.answerHeld();
      CHECK(co_await std::move(second) == "2");
      CHECK(co_await std::move(first) == "1");
    });
  }

  TEST_CASE("an answer that comes later resumes whoever awaits it") {
    ScriptedRedisHelper redis({text("PONG")});
    redis.isHolding = true;

    runAwaitable([&]() -> Task<void> {
      EventLoop::current()->post([&] { redis.answerHeld(); });
      CHECK(co_await redis.ping() == "PONG");
      CHECK(EventLoop::current() != nullptr);
    });
  }

  TEST_CASE("a task that nobody awaits leaves nothing behind") {
    ScriptedRedisHelper redis({text("1"), text("2")});
    redis.isHolding = true;

    { const auto forgotten = redis.get({.key = "a"}); }
    const auto kept = redis.get({.key = "b"});
    redis.answerHeld();

    CHECK(redis.sent.size() == 2);
  }

  TEST_CASE("a coroutine whose answer never comes ends with its loop") {
    ScriptedRedisHelper redis;
    redis.isHolding = true;
    const auto local = std::make_shared<int>(0);
    {
      EventLoop loop;
      loop.spawn("test", [&, local]() -> Task<void> {
        const auto kept = local;
        loop.post([&] { loop.stop(); });
        co_await redis.ping();
      });
      loop.run();
      CHECK(local.use_count() > 1);
      redis.held.clear();
    }

    CHECK(local.use_count() == 1);
  }

  TEST_CASE("answers from another thread resume the coroutine on its own executor") {
    constexpr int COMMANDS = 200;
    ScriptedRedisHelper redis(std::vector<RedisValue>(COMMANDS, number(1)));
    redis.isHolding = true;
    boost::asio::thread_pool pool(1);
    int answered = 0;

    std::vector<Task<std::int64_t>> tasks;
    for (int command = 0; command < COMMANDS; ++command) {
      tasks.push_back(redis.countSubscribers("a"));
    }
    std::thread server([&] { redis.answerHeld(); });
    auto done = boost::asio::co_spawn(
        pool,
        [&]() -> Task<void> {
          for (Task<std::int64_t>& task : tasks) {
            try {
              co_await std::move(task);
            } catch (const ApplicationError&) {
              ++answered;  // The script has an integer where a list belongs.
            }
          }
        },
        boost::asio::use_future);
    done.get();
    server.join();

    CHECK(answered == COMMANDS);
  }
}

}  // namespace
}  // namespace ignis
