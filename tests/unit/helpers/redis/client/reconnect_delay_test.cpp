#include "redis/client/reconnect_delay.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace ignis;
using namespace std::chrono_literals;

TEST_SUITE("redis/ReconnectDelay") {
  TEST_CASE("it doubles up to its limit, half of it random, and begins again") {
    ReconnectDelay delay(50ms, 1000ms);
    for (int round = 0; round < 2; ++round) {
      for (const auto full : {50ms, 100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
        const auto next = delay.next();
        CHECK(next >= full / 2);
        CHECK(next <= full);
      }
      delay.reset();
    }
  }

  TEST_CASE("clients do not come back at once") {
    std::set<std::chrono::milliseconds> delays;
    for (int client = 0; client < 100; ++client) {
      ReconnectDelay delay(1000ms, 1000ms);
      delays.insert(delay.next());
    }
    CHECK(delays.size() > 10);
  }
}
