#include "ignis/helpers/common/seeded_hash.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/SeededHash") {
  TEST_CASE("it is SipHash-1-3") {
    // Computed with CPython 3.11, PYTHONHASHSEED=0.
    const std::pair<std::string_view, std::uint64_t> vectors[]{
        {"a", 4644417185603328019u},
        {"abcdefg", 7904145750247929094u},
        {"abcdefgh", 4574395652268504554u},
        {"the quick brown fox", 6491753435481021626u}};
    for (const auto& [text, hash] : vectors) {
      CAPTURE(text);
      CHECK(detail::sipHash13(0, 0, text) == hash);
    }
  }

  TEST_CASE("the key of the process is not zero") {
    CHECK(SeededHash{}("abc") == SeededHash{}("abc"));
    CHECK(SeededHash{}("abc") != detail::sipHash13(0, 0, "abc"));
  }

  TEST_CASE("maps are looked up without making a string") {
    StringMap<int> map{{"one", 1}};
    const StringSet set{"x"};

    CHECK(map.find(std::string_view("one"))->second == 1);
    CHECK_FALSE(map.contains(std::string_view("two")));
    CHECK(set.contains(std::string_view("x")));
  }
}

}  // namespace ignis
