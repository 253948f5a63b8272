#include "redis/client/redis_handshake.hpp"

#include <doctest/doctest.h>

using namespace ignis;

namespace {

using Step = RedisHandshake::Step;

RedisClientOptions withLogin(std::string user, std::string password, std::uint32_t database) {
  RedisClientOptions options{.host = "localhost", .database = database};
  options.connection.user = std::move(user);
  options.connection.password = std::move(password);
  return options;
}

const RedisValue OK(std::string("OK"));
const RedisValue PONG(std::string("PONG"));

}  // namespace

TEST_SUITE("redis/RedisHandshake") {
  TEST_CASE("it says who we are and which database we mean, as far as there is something to say") {
    CHECK(RedisHandshake(withLogin("", "", 0)).begin() == "*1\r\n$4\r\nPING\r\n");
    CHECK(RedisHandshake(withLogin("", "pw", 0)).begin() ==
          "*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n*1\r\n$4\r\nPING\r\n");
    CHECK(RedisHandshake(withLogin("me", "pw", 12)).begin() ==
          "*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$2\r\npw\r\n*2\r\n$6\r\nSELECT\r\n$2\r\n12\r\n"
          "*1\r\n$4\r\nPING\r\n");
  }

  TEST_CASE("it is open when the server has agreed to everything") {
    RedisHandshake handshake(withLogin("", "pw", 1));
    handshake.begin();

    CHECK(handshake.onReply(OK) == Step::WAIT);
    CHECK(handshake.onReply(OK) == Step::WAIT);
    CHECK(handshake.onReply(PONG) == Step::OPEN);
    CHECK(handshake.warning().empty());
  }

  TEST_CASE("a refusal fails with the words of the server") {
    for (const char* const error :
         {"NOAUTH Authentication required.", "WRONGPASS invalid username-password pair",
          "ERR max number of clients reached"}) {
      RedisHandshake handshake(withLogin("", "", 0));
      handshake.begin();

      CHECK(handshake.onReply(RedisValue::error(error)) == Step::FAILED);
      CHECK(handshake.error() == error);
    }
  }

  TEST_CASE("a server that is loading is asked again") {
    RedisHandshake handshake(withLogin("", "pw", 0));
    handshake.begin();

    CHECK(handshake.onReply(OK) == Step::WAIT);
    CHECK(handshake.onReply(RedisValue::error("LOADING Redis is loading")) == Step::AGAIN);
    handshake.begin();
    CHECK(handshake.onReply(OK) == Step::WAIT);
    CHECK(handshake.onReply(PONG) == Step::OPEN);
  }

  TEST_CASE("a password that the server does not need is a warning") {
    RedisHandshake handshake(withLogin("", "pw", 0));
    handshake.begin();

    CHECK(handshake.onReply(RedisValue::error(
              "ERR AUTH <password> called without any password configured for the default user. "
              "Are you sure your configuration is correct?")) == Step::WAIT);
    CHECK(handshake.onReply(PONG) == Step::OPEN);
    CHECK_FALSE(handshake.warning().empty());
  }

  TEST_CASE("a user that may not ping is let in") {
    RedisHandshake handshake(withLogin("me", "pw", 0));
    handshake.begin();

    CHECK(handshake.onReply(OK) == Step::WAIT);
    CHECK(handshake.onReply(RedisValue::error("NOPERM no permissions to run 'ping'")) ==
          Step::OPEN);
  }
}
