#include "network/busy_poll.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace ignis {
namespace {

using namespace std::chrono_literals;

void wait(BusyPoll& poll, int times, BusyPoll::Duration each) {
  for (int count = 0; count < times; ++count) {
    poll.waited(each);
  }
}

TEST_SUITE("helpers/network/BusyPoll") {
  TEST_CASE("is worth it after eight short waits in a row") {
    BusyPoll poll(100us);

    CHECK_FALSE(poll.isWorthIt());
    wait(poll, 7, 99us);
    CHECK_FALSE(poll.isWorthIt());
    wait(poll, 1, 0us);
    CHECK(poll.isWorthIt());
    wait(poll, 1000, 50us);
    CHECK(poll.isWorthIt());
  }

  TEST_CASE("a single long wait ends it") {
    BusyPoll poll(100us);
    wait(poll, 100, 10us);

    wait(poll, 1, 100us);

    CHECK_FALSE(poll.isWorthIt());
    wait(poll, 7, 10us);
    CHECK_FALSE(poll.isWorthIt());
    wait(poll, 1, 10us);
    CHECK(poll.isWorthIt());
  }

  TEST_CASE("is never worth it without a window") {
    BusyPoll poll(0us);

    wait(poll, 100, 0us);

    CHECK_FALSE(poll.isWorthIt());
  }
}

}  // namespace
}  // namespace ignis
