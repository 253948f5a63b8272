#include "ignis/helpers/socket/room_registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace ignis;

namespace {

struct Member : RoomMember {};

std::vector<RoomMember*> membersOf(RoomRegistry& registry, std::string_view room) {
  std::vector<RoomMember*> members;
  registry.beginSelection();
  registry.select(room, members);
  std::sort(members.begin(), members.end());
  return members;
}

}  // namespace

TEST_SUITE("helpers/socket_io/RoomRegistry") {
  TEST_CASE("a member is in the rooms that it joined") {
    RoomRegistry registry;
    Member alice;

    CHECK(registry.join(alice, "news"));
    CHECK(registry.join(alice, "sports"));
    CHECK_FALSE(registry.join(alice, "news"));

    CHECK(registry.contains(alice, "news"));
    CHECK_FALSE(registry.contains(alice, "music"));
    CHECK(registry.roomsOf(alice) == std::vector<std::string>{"news", "sports"});
    CHECK(membersOf(registry, "news") == std::vector<RoomMember*>{&alice});
    registry.leaveAll(alice);
  }

  TEST_CASE("an empty room is removed") {
    RoomRegistry registry;
    Member alice;
    Member bob;
    registry.join(alice, "news");
    registry.join(bob, "news");

    CHECK(registry.leave(alice, "news"));
    CHECK(registry.roomCount() == 1);
    CHECK_FALSE(registry.leave(alice, "news"));
    CHECK_FALSE(registry.leave(alice, "nowhere"));

    CHECK(registry.leave(bob, "news"));
    CHECK(registry.roomCount() == 0);
  }

  TEST_CASE("leaving a room keeps the order of the others") {
    RoomRegistry registry;
    Member alice;
    for (const char* room : {"a", "b", "c", "d"}) {
      registry.join(alice, room);
    }

    registry.leave(alice, "b");

    CHECK(registry.roomsOf(alice) == std::vector<std::string>{"a", "c", "d"});
    registry.leaveAll(alice);
    CHECK(registry.roomCount() == 0);
  }

  TEST_CASE("a selection takes each member once and none that is excluded") {
    RoomRegistry registry;
    Member alice;
    Member bob;
    Member carol;
    registry.join(alice, "a");
    registry.join(bob, "a");
    registry.join(bob, "b");
    registry.join(carol, "b");
    registry.join(carol, "muted");

    std::vector<RoomMember*> taken;
    registry.beginSelection();
    registry.exclude("muted");
    registry.exclude("nowhere");
    registry.select("a", taken);
    registry.select("b", taken);
    registry.select("nowhere", taken);

    CHECK(taken == std::vector<RoomMember*>{&alice, &bob});
    for (Member* member : {&alice, &bob, &carol}) {
      registry.leaveAll(*member);
    }
  }

  TEST_CASE("any sequence of joins and leaves keeps both directions consistent") {
    constexpr std::size_t MEMBERS = 20;
    RoomRegistry registry;
    std::vector<std::unique_ptr<Member>> members;
    std::map<std::string, std::set<RoomMember*>> expected;
    for (std::size_t index = 0; index < MEMBERS; ++index) {
      members.push_back(std::make_unique<Member>());
    }
    std::uint32_t state = 1;
    const auto random = [&state](std::uint32_t below) {
      state = state * 1664525 + 1013904223;
      return (state >> 8) % below;
    };

    for (int step = 0; step < 5000; ++step) {
      Member& member = *members[random(MEMBERS)];
      const std::string room = "room-" + std::to_string(random(12));
      if (random(20) == 0) {
        registry.leaveAll(member);
        for (auto& [name, set] : expected) {
          set.erase(&member);
        }
      } else if (random(2) == 0) {
        CHECK(registry.join(member, room) == expected[room].insert(&member).second);
      } else {
        CHECK(registry.leave(member, room) == (expected[room].erase(&member) == 1));
      }
    }

    std::size_t filled = 0;
    for (const auto& [name, set] : expected) {
      CHECK(membersOf(registry, name) == std::vector<RoomMember*>(set.begin(), set.end()));
      filled += set.empty() ? 0 : 1;
    }
    CHECK(registry.roomCount() == filled);
    for (const auto& member : members) {
      registry.leaveAll(*member);
    }
    CHECK(registry.roomCount() == 0);
  }
}
