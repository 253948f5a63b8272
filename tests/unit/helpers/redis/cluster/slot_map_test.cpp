#include "redis/cluster/slot_map.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ignis {
namespace {

using List = RedisValue::List;

RedisValue node(RedisValue host, std::int64_t port) {
  List parts;
  parts.push_back(std::move(host));
  parts.emplace_back(port);
  parts.emplace_back(std::string("07c37dfeb235213a872192d90877d0cd55635b91"));
  return RedisValue(std::move(parts));
}

RedisValue node(const char* host, std::int64_t port) {
  return node(RedisValue(std::string(host)), port);
}

RedisValue range(RedisValue first, RedisValue last, RedisValue master) {
  List parts;
  parts.push_back(std::move(first));
  parts.push_back(std::move(last));
  parts.push_back(std::move(master));
  parts.push_back(node("10.0.0.9", 6390));
  return RedisValue(std::move(parts));
}

RedisValue range(std::int64_t first, std::int64_t last, RedisValue master) {
  return range(RedisValue(first), RedisValue(last), std::move(master));
}

template <class... Ranges>
std::optional<SlotMap> parse(Ranges... ranges) {
  List list;
  (list.push_back(std::move(ranges)), ...);
  return SlotMap::parse(RedisValue(std::move(list)), "asked.test");
}

std::string masterOf(const std::optional<SlotMap>& map, RedisSlot slot) {
  REQUIRE(map.has_value());
  const ClusterNode* const master = map->masterOf(slot);
  return master != nullptr ? master->toText() : "";
}

TEST_SUITE("helpers/redis/cluster/SlotMap") {
  TEST_CASE("every slot of a range has its master") {
    const auto map =
        parse(range(0, 5460, node("10.0.0.1", 6379)), range(5461, 10922, node("10.0.0.2", 6379)),
              range(10923, 16383, node("10.0.0.1", 6380)));

    CHECK(masterOf(map, 0) == "10.0.0.1:6379");
    CHECK(masterOf(map, 5460) == "10.0.0.1:6379");
    CHECK(masterOf(map, 5461) == "10.0.0.2:6379");
    CHECK(masterOf(map, 16383) == "10.0.0.1:6380");
    CHECK(map->isComplete());
    CHECK(map->masters().size() == 3);
    CHECK(map->isMaster({"10.0.0.2", 6379}));
    CHECK_FALSE(map->isMaster({"10.0.0.9", 6390}));
  }

  TEST_CASE("a slot without a master is known to have none") {
    const auto map = parse(range(0, 1, node("10.0.0.1", 6379)), range(3, 3, node("::1", 6379)));

    CHECK(masterOf(map, 2) == "");
    CHECK(masterOf(map, 3) == "[::1]:6379");
    CHECK(masterOf(map, 20000) == "");
    CHECK_FALSE(map->isComplete());
    CHECK(SlotMap().masterOf(0) == nullptr);
  }

  TEST_CASE("a node that does not know its address is the one that was asked") {
    const auto map = parse(range(0, 0, node("", 6379)), range(1, 1, node(RedisValue(), 6380)));

    CHECK(masterOf(map, 0) == "asked.test:6379");
    CHECK(masterOf(map, 1) == "asked.test:6380");
  }

  TEST_CASE("a node whose address nobody knows has no slots") {
    const auto map = parse(range(0, 0, node("10.0.0.1", 6379)), range(1, 1, node("?", 6380)));

    CHECK(masterOf(map, 1) == "");
  }

  TEST_CASE("a moved slot has its new master") {
    auto map = parse(range(0, 9, node("10.0.0.1", 6379)));
    REQUIRE(map.has_value());

    map->assign(3, {"10.0.0.2", 6379});
    map->assign(10, {"10.0.0.2", 6379});
    map->assign(20000, {"10.0.0.2", 6379});

    CHECK(masterOf(map, 2) == "10.0.0.1:6379");
    CHECK(masterOf(map, 3) == "10.0.0.2:6379");
    CHECK(masterOf(map, 10) == "10.0.0.2:6379");
    CHECK(map->isMaster({"10.0.0.2", 6379}));
  }

  TEST_CASE("the last slot that was missing makes it complete") {
    auto map = parse(range(1, 16383, node("10.0.0.1", 6379)));
    REQUIRE(map.has_value());
    CHECK_FALSE(map->isComplete());

    map->assign(0, {"10.0.0.1", 6379});

    CHECK(map->isComplete());
  }

  TEST_CASE("an answer of another shape is no map") {
    CHECK_FALSE(parse().has_value());
    CHECK_FALSE(SlotMap::parse(RedisValue(), "asked.test").has_value());
    CHECK_FALSE(SlotMap::parse(RedisValue::error("ERR"), "asked.test").has_value());
    const auto good = [] { return node("10.0.0.1", 6379); };
    CHECK_FALSE(parse(RedisValue(1)).has_value());
    CHECK_FALSE(parse(range(5, 4, good())).has_value());
    CHECK_FALSE(parse(range(-1, 4, good())).has_value());
    CHECK_FALSE(parse(range(0, 16384, good())).has_value());
    CHECK_FALSE(parse(range(0, std::int64_t{1} << 40, good())).has_value());
    CHECK_FALSE(parse(range(RedisValue(std::string("0")), RedisValue(1), good())).has_value());
    CHECK_FALSE(parse(range(0, 1, RedisValue())).has_value());
    CHECK_FALSE(parse(range(0, 1, node(RedisValue(7), 6379))).has_value());
    CHECK_FALSE(parse(range(0, 1, node("10.0.0.1", 0))).has_value());
    CHECK_FALSE(parse(range(0, 1, node("10.0.0.1", 65536))).has_value());
    CHECK_FALSE(parse(range(0, 1, good()), range(1, 2, good())).has_value());
  }

  TEST_CASE("the number of masters is limited") {
    List list;
    for (std::int64_t slot = 0; slot < 5000; ++slot) {
      list.push_back(range(slot, slot, node("10.0.0.1", slot + 1)));
    }

    CHECK_FALSE(SlotMap::parse(RedisValue(std::move(list)), "asked.test").has_value());
  }
}

}  // namespace
}  // namespace ignis
