#include "socket/socket_io/client/reconnect_delay.hpp"

#include <doctest/doctest.h>

#include <cstddef>

using namespace ignis::socket_io::client;
using namespace std::chrono_literals;

TEST_SUITE("helpers/socket_io/client/reconnectDelay") {
  TEST_CASE("delays double, deviate, and are limited at last") {
    struct Case {
      std::size_t attempts;
      double random;
      std::chrono::milliseconds delay;
    };
    for (const auto& [attempts, random, delay] : {
             Case{0, 0.0, 1000ms},   // an even tenth is earlier
             Case{0, 0.25, 875ms},   // 1000 - 0.25 * 0.5 * 1000
             Case{0, 0.99, 1495ms},  // an odd one is later
             Case{0, 0.89, 555ms},
             Case{1, 0.15, 2150ms},
             Case{2, 0.2, 3600ms},
             Case{2, 0.99, 5000ms},  // limited after the deviation
             Case{3, 0.89, 4440ms},
             Case{3, 0.0, 5000ms},
             Case{1000, 0.89, 5000ms},
         }) {
      CAPTURE(attempts);
      CAPTURE(random);
      CHECK(reconnectDelay({}, attempts, random) == delay);
    }
  }

  TEST_CASE("a factor that is none means no deviation") {
    for (const double factor : {0.0, -1.0, 1.5}) {
      CAPTURE(factor);
      ClientOptions options;
      options.randomizationFactor = factor;
      CHECK(reconnectDelay(options, 1, 0.99) == 2000ms);
    }
  }

  TEST_CASE("the options count") {
    ClientOptions options;
    options.reconnectionDelay = 100ms;
    options.reconnectionDelayMax = 300ms;
    options.randomizationFactor = 1;
    CHECK(reconnectDelay(options, 0, 0.5) == 150ms);
    CHECK(reconnectDelay(options, 1, 0.25) == 150ms);
    CHECK(reconnectDelay(options, 2, 0.1) == 300ms);
  }
}
