#include "socket/socket_io/adapter/packet_log.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/socket/socket_io/server.hpp"
#include "support/socket_io_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

/// A log with a clock that the test moves.
struct Fixture {
  explicit Fixture(ConnectionStateRecoveryOptions opts) : options(opts), log(options) {}

  void append(const std::string& name, Strings rooms = {}, Strings except = {},
              std::size_t bytes = 1) {
    const std::string json = "[\"" + name + "\"]";
    const EventData event{.json = json};
    const BroadcastTarget target{.rooms = std::move(rooms), .except = std::move(except)};
    auto packet = encodeEvent(server.server().sockets(), std::nullopt, event, {});
    log.append(std::make_shared<const Delivery>(std::move(packet), event, target), bytes, now);
  }
  void persist(const std::string& pid, Strings rooms = {}) {
    log.persist({.sid = "sid of " + pid, .pid = pid, .rooms = std::move(rooms)}, now);
  }
  /// The names of what the client missed, or why it starts anew.
  Strings claim(const std::string& pid, const std::string& offset) {
    std::uint64_t position = 0;
    const auto session = log.claim(pid, offset, position, now);
    if (!session) {
      return {"nothing"};
    }
    Strings names;
    for (const auto& packet : log.missedBy(session->rooms, position).packets) {
      packet->forEach([&](bool, std::string_view payload) { names.emplace_back(payload); });
    }
    return names;
  }

  SocketIOServerThread server;
  ConnectionStateRecoveryOptions options;
  PacketLog log;
  PacketLog::Clock::time_point now{1h};
};

}  // namespace

TEST_SUITE("helpers/socket_io/PacketLog") {
  TEST_CASE("who comes back gets what was meant for its rooms behind its offset, in order") {
    Fixture fixture({});
    fixture.append("1");
    const std::string seen = fixture.log.offsetOf(1);
    fixture.append("2", {"mine", "other"});
    fixture.append("3", {"other"});
    fixture.append("4", {}, {"mine"});
    fixture.append("5", {"mine"}, {"other"});
    fixture.append("6");

    fixture.persist("p", {"mine", "more"});
    CHECK(fixture.claim("p", seen) == Strings{R"(42["2"])", R"(42["5"])", R"(42["6"])"});
    fixture.persist("q", {"mine"});
    CHECK(fixture.claim("q", fixture.log.offsetOf(6)) == Strings{});
  }

  TEST_CASE("a session is claimed once, and by its own name") {
    Fixture fixture({});
    fixture.append("1");
    const std::string seen = fixture.log.offsetOf(1);
    fixture.persist("p");

    CHECK(fixture.claim("q", seen) == Strings{"nothing"});
    CHECK(fixture.claim("p", seen) == Strings{});
    CHECK(fixture.claim("p", seen) == Strings{"nothing"});
    CHECK(fixture.log.sessionCount() == 0);
  }

  TEST_CASE("an offset that is not known does not use the session up") {
    Fixture fixture({});
    fixture.append("1");
    fixture.persist("p");
    const std::string seen = fixture.log.offsetOf(1);
    const std::string prefix = seen.substr(0, seen.size() - 1);

    for (const std::string& offset :
         {std::string(), std::string("1"), std::string("x.1"), prefix, prefix + "2", prefix + "-1",
          prefix + "1x", prefix + "18446744073709551616", "x" + seen}) {
      CAPTURE(offset);
      CHECK(fixture.claim("p", offset) == Strings{"nothing"});
    }
    CHECK(fixture.claim("p", prefix + "0") == Strings{R"(42["1"])"});
  }

  TEST_CASE("offsets of another server are not known") {
    Fixture one({});
    Fixture other({});
    one.append("1");
    other.append("1");
    other.persist("p");

    CHECK(other.claim("p", one.log.offsetOf(1)) == Strings{"nothing"});
  }

  TEST_CASE("sessions and packets are forgotten when their time is over") {
    Fixture fixture({.maxDisconnectionDuration = 100ms});
    fixture.append("1");
    fixture.persist("early");
    fixture.now += 60ms;
    fixture.append("2");
    fixture.persist("late");
    fixture.now += 60ms;

    CHECK(fixture.claim("early", fixture.log.offsetOf(1)) == Strings{"nothing"});
    CHECK(fixture.log.packetCount() == 1);
    CHECK(fixture.claim("late", fixture.log.offsetOf(0)) == Strings{"nothing"});
    CHECK(fixture.claim("late", fixture.log.offsetOf(1)) == Strings{R"(42["2"])"});
    fixture.persist("last");
    fixture.now += 101ms;
    fixture.log.sweep(fixture.now);
    CHECK(fixture.log.packetCount() == 0);
    CHECK(fixture.log.sessionCount() == 0);
    CHECK(fixture.log.bytes() == 0);
  }

  TEST_CASE("the oldest packets go when there are too many bytes") {
    Fixture fixture({.maxStoredBytes = 10});
    fixture.append("1", {}, {}, 4);
    fixture.append("2", {}, {}, 4);
    fixture.append("3", {}, {}, 4);
    CHECK(fixture.log.bytes() == 8);
    fixture.persist("p");

    CHECK(fixture.claim("p", fixture.log.offsetOf(0)) == Strings{"nothing"});
    CHECK(fixture.claim("p", fixture.log.offsetOf(1)) == Strings{R"(42["2"])", R"(42["3"])"});

    fixture.append("too big", {}, {}, 11);
    CHECK(fixture.log.bytes() == 0);
    fixture.persist("q");
    CHECK(fixture.claim("q", fixture.log.offsetOf(3)) == Strings{"nothing"});
    CHECK(fixture.claim("q", fixture.log.offsetOf(4)) == Strings{});
  }

  TEST_CASE("the longest lost sessions go when there are too many, also when none may stay") {
    Fixture fixture({.maxStoredSessions = 2});
    fixture.append("1");
    const std::string seen = fixture.log.offsetOf(1);
    for (const char* pid : {"a", "b", "c"}) {
      fixture.persist(pid);
    }
    CHECK(fixture.log.sessionCount() == 2);
    CHECK(fixture.claim("a", seen) == Strings{"nothing"});
    CHECK(fixture.claim("b", seen) == Strings{});
    CHECK(fixture.claim("c", seen) == Strings{});

    Fixture none({.maxStoredSessions = 0});
    none.persist("a");
    CHECK(none.log.sessionCount() == 0);
  }
}
