#include "json/json_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace ignis {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

Members membersOf(std::string_view text) {
  REQUIRE(isValidJson(text, 64));
  Members members;
  JsonWalker walker(text);
  while (const auto member = walker.next()) {
    members.emplace_back(member->key, member->value);
  }
  return members;
}

TEST_SUITE("json/JsonWalker") {
  TEST_CASE("members come with their values as they are written") {
    CHECK(membersOf(R"({"a":1,"b":"x,}","c":{"d":[1,"]"]},"e":[{}],"f":null})") ==
          Members{{"\"a\"", "1"},
                  {"\"b\"", "\"x,}\""},
                  {"\"c\"", R"({"d":[1,"]"]})"},
                  {"\"e\"", "[{}]"},
                  {"\"f\"", "null"}});
  }

  TEST_CASE("white space belongs to nobody") {
    CHECK(membersOf(" {\n \"a\" :\t-1e5 , \"b\\\"\" : [ 1 , 2 ]\r\n} ") ==
          Members{{"\"a\"", "-1e5"}, {R"("b\"")", "[ 1 , 2 ]"}});
  }

  TEST_CASE("elements of a list have no keys") {
    CHECK(membersOf(R"([true ,"a\\",{"b":"\"}"}])") ==
          Members{{"", "true"}, {"", R"("a\\")"}, {"", R"({"b":"\"}"})"}});
  }

  TEST_CASE("empty containers and scalars have no members") {
    for (const char* text : {"{}", " { } ", "[]", "[\n]", "1", "\"a\"", "null"}) {
      CAPTURE(text);
      CHECK(membersOf(text).empty());
    }
    CHECK(JsonWalker("{}").isObject());
    CHECK(JsonWalker(" []").isList());
    CHECK_FALSE(JsonWalker("\"{\"").isObject());
  }
}

}  // namespace
}  // namespace ignis
