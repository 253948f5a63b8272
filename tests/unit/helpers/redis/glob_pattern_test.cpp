#include "redis/glob_pattern.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ignis {
namespace {

struct Case {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

TEST_SUITE("helpers/redis/glob_pattern") {
  TEST_CASE("a pattern matches as Redis matches it") {
    const std::vector<Case> cases{
        {"", "", true},
        {"", "a", false},
        {"news", "news", true},
        {"news", "new", false},
        {"news", "newss", false},
        {"*", "", true},
        {"*", "anything", true},
        {"news.*", "news.", true},
        {"news.*", "news.art", true},
        {"news.*", "new.art", false},
        {"*.*.end", "a.b.c.end", true},
        {"a*b*c", "a1b2b3c", true},
        {"a*b*c", "a1b2b3d", false},
        {"**", "x", true},
        {"h?llo", "hello", true},
        {"h?llo", "hllo", false},
        {"h[ae]llo", "hallo", true},
        {"h[ae]llo", "hillo", false},
        {"h[^e]llo", "hallo", true},
        {"h[^e]llo", "hello", false},
        {"h[a-c]llo", "hbllo", true},
        {"h[c-a]llo", "hbllo", true},
        {"h[a-c]llo", "hdllo", false},
        {"[\\]]", "]", true},
        {"[]", "a", false},
        {"[ab", "b", true},
        {"\\*", "*", true},
        {"\\*", "a", false},
        {"a\\", "a\\", true},
        {"*[0-9]", "room7", true},
        {"*[0-9]", "room", false},
    };

    for (const Case& example : cases) {
      CAPTURE(example.pattern);
      CAPTURE(example.text);
      CHECK(matchesGlob(example.pattern, example.text) == example.matches);
    }
  }

  TEST_CASE("many stars do not multiply the work") {
    std::string pattern;
    for (int index = 0; index < 200; ++index) {
      pattern += "*a";
    }
    pattern += "b";

    CHECK_FALSE(matchesGlob(pattern, std::string(2000, 'a')));
  }
}

}  // namespace
}  // namespace ignis
