#include "ignis/helpers/redis/redis_status.hpp"

#include <doctest/doctest.h>

namespace ignis {
namespace {

TEST_SUITE("helpers/redis/RedisStatus") {
  TEST_CASE("a status has the original's name") {
    CHECK(RedisStatuses::toName(RedisStatus::WAIT) == "wait");
    CHECK(RedisStatuses::toName(RedisStatus::CONNECTING) == "connecting");
    CHECK(RedisStatuses::toName(RedisStatus::CONNECT) == "connect");
    CHECK(RedisStatuses::toName(RedisStatus::READY) == "ready");
    CHECK(RedisStatuses::toName(RedisStatus::CLOSE) == "close");
    CHECK(RedisStatuses::toName(RedisStatus::RECONNECTING) == "reconnecting");
    CHECK(RedisStatuses::toName(RedisStatus::END) == "end");
  }
}

}  // namespace
}  // namespace ignis
