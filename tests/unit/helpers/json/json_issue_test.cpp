#include <ignis/helpers/json/json_issue.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace ignis;

TEST_SUITE("helpers/JsonIssue") {
  TEST_CASE("a path is shown joined with dots for HTTP bodies") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "root"},
        {"name", "name"},
        {"items[3].price", "items.3.price"},
        {"[0]", "0"},
        {"[0][12].a", "0.12.a"},
        {R"(labels["a b"].x)", "labels.a b.x"},
        {R"(labels["a\"]b"])", R"(labels.a"]b)"},
        {R"(["x"][1])", "x.1"},
    };

    for (const auto& [path, dotted] : table) {
      CAPTURE(path);
      CHECK(JsonIssue{.path = path}.dottedPath() == dotted);
    }
  }

  TEST_CASE("helpers word limits as the parent's validation does") {
    JsonIssues issues;

    issues.tooShort("name", 3);
    issues.tooLong("name", 5);
    issues.tooSmall("age", 0.5);
    issues.tooBig("age", 1e21);
    issues.tooFewItems("tags", 1);
    issues.tooManyItems("tags", 2);
    issues.custom("", "from must be before to");

    const std::vector<std::pair<std::string, std::string>> expected{
        {"too_small", "Too small: expected string to have >=3 characters"},
        {"too_big", "Too big: expected string to have <=5 characters"},
        {"too_small", "Too small: expected number to be >=0.5"},
        {"too_big", "Too big: expected number to be <=1e+21"},
        {"too_small", "Too small: expected array to have >=1 items"},
        {"too_big", "Too big: expected array to have <=2 items"},
        {"custom", "from must be before to"},
    };
    REQUIRE(issues.all().size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(issues.all()[i].code == expected[i].first);
      CHECK(issues.all()[i].message == expected[i].second);
    }
  }
}
