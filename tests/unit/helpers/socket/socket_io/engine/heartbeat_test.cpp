#include "socket/socket_io/engine/heartbeat.hpp"

#include <doctest/doctest.h>

using namespace ignis::socket_io;
using namespace std::chrono_literals;

TEST_SUITE("helpers/socket_io/Heartbeat") {
  constexpr auto INTERVAL = 700ms;
  constexpr auto TIMEOUT = 300ms;
  const Heartbeat::Clock::time_point start{};

  TEST_CASE("a ping is due an interval after the start and after each pong") {
    Heartbeat heartbeat;
    heartbeat.start(start, INTERVAL);

    CHECK(heartbeat.onDeadline(start + 699ms, TIMEOUT) == Heartbeat::Action::NONE);
    CHECK(heartbeat.onDeadline(start + 700ms, TIMEOUT) == Heartbeat::Action::SEND_PING);
    CHECK(heartbeat.deadline() == start + 1000ms);

    heartbeat.onPong(start + 710ms, INTERVAL);
    CHECK(heartbeat.deadline() == start + 1410ms);
    CHECK(heartbeat.onDeadline(start + 1410ms, TIMEOUT) == Heartbeat::Action::SEND_PING);
  }

  TEST_CASE("a peer that does not answer in time has gone") {
    Heartbeat heartbeat;
    heartbeat.start(start, INTERVAL);
    heartbeat.onDeadline(start + 700ms, TIMEOUT);

    CHECK(heartbeat.onDeadline(start + 999ms, TIMEOUT) == Heartbeat::Action::NONE);
    CHECK(heartbeat.onDeadline(start + 1000ms, TIMEOUT) == Heartbeat::Action::TIME_OUT);
  }

  TEST_CASE("a timer that is late does not put the timeout off") {
    Heartbeat heartbeat;
    heartbeat.start(start, INTERVAL);

    heartbeat.onDeadline(start + 720ms, TIMEOUT);

    CHECK(heartbeat.deadline() == start + 1000ms);
  }

  TEST_CASE("a ping that goes out much too late gives the peer its time to answer") {
    Heartbeat heartbeat;
    heartbeat.start(start, INTERVAL);

    heartbeat.onDeadline(start + 5000ms, TIMEOUT);

    CHECK(heartbeat.deadline() == start + 5225ms);
  }

  TEST_CASE("another packet puts the timeout off, once for each ping") {
    Heartbeat heartbeat;
    heartbeat.start(start, INTERVAL);
    heartbeat.onOtherPacket(start + 100ms, TIMEOUT);
    CHECK(heartbeat.deadline() == start + 700ms);

    heartbeat.onDeadline(start + 700ms, TIMEOUT);
    heartbeat.onOtherPacket(start + 900ms, TIMEOUT);
    CHECK(heartbeat.deadline() == start + 1200ms);
    heartbeat.onOtherPacket(start + 1100ms, TIMEOUT);
    CHECK(heartbeat.deadline() == start + 1200ms);
    CHECK(heartbeat.onDeadline(start + 1200ms, TIMEOUT) == Heartbeat::Action::TIME_OUT);
  }
}
