#include "ignis/core/http/url.hpp"

#include <doctest/doctest.h>

using namespace ignis;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs copy(const std::vector<StringField>& fields) {
  Pairs pairs;
  for (const auto& [name, value] : fields) {
    pairs.emplace_back(name, value);
  }
  return pairs;
}

Pairs queryOf(std::string_view query) {
  std::vector<StringField> fields;
  std::string storage;
  parseQuery(query, fields, storage);
  return copy(fields);
}

Pairs cookiesOf(std::string_view header) {
  std::vector<StringField> fields;
  std::string storage;
  parseCookies(header, fields, storage);
  return copy(fields);
}

}  // namespace

TEST_SUITE("core/http/url") {
  TEST_CASE("percent escapes are decoded") {
    CHECK(decodePercent("a%20b%2Fc%c3%A9") == "a b/c\xC3\xA9");
    CHECK(decodePercent("a+b") == "a+b");
    CHECK(decodePercent("") == "");
  }

  TEST_CASE("a malformed escape is no text") {
    for (const std::string_view input : {"%", "%2", "%zz", "a%2", "%%20"}) {
      CAPTURE(input);
      CHECK(!decodePercent(input));
    }
  }

  TEST_CASE("a path keeps its escaped slashes and percent signs") {
    std::string storage;

    CHECK(normalizePath("/a/b", storage) == "/a/b");
    CHECK(normalizePath("/%61dmin/a%2Fb%25", storage) == "/admin/a%2Fb%25");
  }

  TEST_CASE("a path with a malformed escape, a NUL or broken UTF-8 is refused") {
    std::string storage;
    for (const std::string_view input : {"/%", "/%g1", "/a%00", "/%ff", "/%C3%28"}) {
      CAPTURE(input);
      CHECK(!normalizePath(input, storage));
    }
  }

  TEST_CASE("a query is split into decoded fields") {
    CHECK(queryOf("a=1&b=x+y%21&a=2&c&=d&&e=f=g") ==
          Pairs{{"a", "1"}, {"b", "x y!"}, {"a", "2"}, {"c", ""}, {"", "d"}, {"e", "f=g"}});
    CHECK(queryOf("").empty());
  }

  TEST_CASE("a malformed escape in a query stays as it is") {
    CHECK(queryOf("q=100%&%zz=%4") == Pairs{{"q", "100%"}, {"%zz", "%4"}});
  }

  TEST_CASE("cookies lose their quotes and escapes") {
    CHECK(cookiesOf("a=1; b=\"x y\";c=%20z; broken; d=") ==
          Pairs{{"a", "1"}, {"b", "x y"}, {"c", " z"}, {"d", ""}});
  }

  TEST_CASE("paths are joined with one slash") {
    CHECK(joinPaths("/users", "/") == "/users");
    CHECK(joinPaths("users", "{id}") == "/users/{id}");
    CHECK(joinPaths("/", "/users") == "/users");
    CHECK(joinPaths("/api/", "/users") == "/api/users");
    CHECK(joinPaths("", "") == "/");
  }
}
