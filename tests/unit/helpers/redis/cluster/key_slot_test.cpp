#include "redis/cluster/key_slot.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ignis {
namespace {

struct Case {
  std::string_view key;
  RedisSlot slot;
};

TEST_SUITE("helpers/redis/cluster/keySlot") {
  TEST_CASE("a key has the slot that Redis gives it") {
    // As CLUSTER KEYSLOT answers.
    const std::vector<Case> cases{{"", 0},
                                  {"123456789", 12739},
                                  {"foo", 12182},
                                  {"bar", 5061},
                                  {"user:1", 10778},
                                  {"\xff\xfe\x01", 12172},
                                  {"key with spaces", 13638}};
    for (const Case& item : cases) {
      CAPTURE(item.key);
      CHECK(keySlot(item.key) == item.slot);
    }
  }

  TEST_CASE("the part between the first braces decides, when there is one") {
    CHECK(keySlot("{user1000}.following") == keySlot("user1000"));
    CHECK(keySlot("foo{bar}{zap}") == keySlot("bar"));
    CHECK(keySlot("foo{{bar}}zap") == keySlot("{bar"));
    CHECK(keySlot("foo{}{bar}") == 8363);
    CHECK(keySlot("foo{bar") == 15278);
    CHECK(keySlot("foo}bar{") == 11073);
  }
}

}  // namespace
}  // namespace ignis
