#include "ignis/helpers/redis/redis_from_environment.hpp"

#include <doctest/doctest.h>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {
namespace {

using test::ScopedVariable;

TEST_SUITE("helpers/redis/redisFromEnvironment") {
  TEST_CASE("without a host the broker is embedded") {
    const ScopedVariable host("REDIS_HOST", "");

    CHECK(redisFromEnvironment("redis")->isEmbedded());
  }

  TEST_CASE("a host or a URL names a server") {
    SUBCASE("a host") {
      const ScopedVariable host("REDIS_HOST", "127.0.0.1");
      const ScopedVariable port("REDIS_PORT", "1");
      CHECK_FALSE(redisFromEnvironment("redis")->isEmbedded());
    }
    SUBCASE("a host with the prefix of the application") {
      const ScopedVariable host("APP_ENV_REDIS_HOST", "127.0.0.1");
      const ScopedVariable port("APP_ENV_REDIS_PORT", "1");
      CHECK_FALSE(redisFromEnvironment("redis")->isEmbedded());
    }
    SUBCASE("a URL") {
      const ScopedVariable url("REDIS_URL", "redis://127.0.0.1:1");
      CHECK_FALSE(redisFromEnvironment("redis")->isEmbedded());
    }
  }

  TEST_CASE("a port that is none is refused by the name of its variable") {
    const ScopedVariable host("REDIS_HOST", "127.0.0.1");
    const ScopedVariable port("APP_ENV_REDIS_PORT", "70000");

    CHECK_THROWS_WITH_AS(redisFromEnvironment("redis"),
                         "[redisFromEnvironment] Invalid number | variable: APP_ENV_REDIS_PORT | "
                         "value: 70000 | cure: an integer, at least 0",
                         ApplicationError);
  }
}

}  // namespace
}  // namespace ignis
