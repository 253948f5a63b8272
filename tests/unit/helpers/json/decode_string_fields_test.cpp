#include <ignis/helpers/json/decode_string_fields.hpp>
#include <ignis/helpers/json/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace ignis;

namespace {

enum class Order { asc, desc };
BOOST_DESCRIBE_ENUM(Order, asc, desc)

struct Query {
  int page = 1;
  double ratio = 0;
  bool deep = false;
  std::optional<Order> order;
  std::optional<std::string> search;
  std::vector<std::string> tags;
  std::vector<int> ids;
  std::optional<std::array<double, 2>> box;

  static constexpr std::array<std::string_view, 5> optionalMembers{"page", "ratio", "deep", "tags",
                                                                   "ids"};
};
BOOST_DESCRIBE_STRUCT(Query, (), (page, ratio, deep, order, search, tags, ids, box))

struct Filter {
  std::map<std::string, int> where;
  std::optional<Json> extra;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (where, extra))

struct Path {
  std::uint8_t id = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Path, (), (id, name))

struct Headers {
  std::string x_request_id;
  std::optional<int> Content_Length;
};
BOOST_DESCRIBE_STRUCT(Headers, (), (x_request_id, Content_Length))

template <class T>
std::string problems(std::vector<StringField> fields, const StringFieldOptions& options = {}) {
  T value;
  return decodeStringFields(fields, value, options).message();
}

}  // namespace

TEST_SUITE("helpers/decodeStringFields") {
  TEST_CASE("text is converted to the type of the member") {
    Query query;
    const std::vector<StringField> fields{{"page", "007"},   {"ratio", "-2.5e1"}, {"deep", "true"},
                                          {"order", "desc"}, {"search", "12"},    {"unknown", "x"},
                                          {"tags", "a"},     {"tags", "b"},       {"ids", "3"},
                                          {"box", "1"},      {"box", "2.5"}};

    CHECK(decodeStringFields(fields, query).message().empty());

    CHECK(query.page == 7);
    CHECK(query.ratio == -25);
    CHECK(query.deep);
    CHECK(query.order == Order::desc);
    CHECK(query.search == "12");
    CHECK(query.tags == std::vector<std::string>{"a", "b"});
    CHECK(query.ids == std::vector<int>{3});
    CHECK(query.box == std::array<double, 2>{1, 2.5});
  }

  TEST_CASE("what is absent or empty keeps its default") {
    Query query;
    const std::vector<StringField> fields{{"page", ""}, {"order", ""}, {"search", ""}};

    CHECK(decodeStringFields(fields, query));

    CHECK(query.page == 1);
    CHECK(query.order == std::nullopt);
    CHECK(query.search == "");
  }

  TEST_CASE("text that does not convert is an issue") {
    const std::string invalid = "Invalid input: expected ";
    for (const char* text : {"", "x", "1x", " 1", "+1", "0x10", "1,5", "inf", "nan", "1e", "--1"}) {
      CAPTURE(text);
      CHECK(problems<Path>({{"id", text}, {"name", "n"}}) ==
            "id: " + invalid + "number, received string");
    }
    CHECK(problems<Path>({{"id", "1.5"}, {"name", "n"}}) ==
          "id: " + invalid + "int, received number");
    CHECK(problems<Path>({{"id", "256"}, {"name", "n"}}) ==
          "id: Too big: expected number to be <=255");
    CHECK(problems<Path>({}) == "id: " + invalid + "number, received undefined; name: " + invalid +
                                    "string, received undefined");
    CHECK(problems<Query>({{"deep", "yes"}}) == "deep: " + invalid + "boolean, received string");
    CHECK(problems<Query>({{"order", "up"}}) ==
          R"(order: Invalid option: expected one of "asc"|"desc")");
    CHECK(problems<Query>({{"ids", "1"}, {"ids", "b"}}) ==
          "ids[1]: " + invalid + "number, received string");
    CHECK(problems<Query>({{"page", "1"}, {"page", "2"}}) ==
          "page: " + invalid + "number, received array");
    CHECK(problems<Query>({{"page", std::string_view("1e999")}}) ==
          "page: " + invalid + "number, received string");
  }

  TEST_CASE("members of other composite types take JSON text") {
    Filter filter;
    const std::vector<StringField> fields{{"where", R"({"a":1})"}, {"extra", "[1]"}};

    CHECK(decodeStringFields(fields, filter));

    CHECK(filter.where.at("a") == 1);
    CHECK(filter.extra == Json::array({1}));
    CHECK(problems<Filter>({{"where", "{"}}) == "where: Invalid JSON");
    CHECK(problems<Filter>({{"where", R"({"a":"x"})"}}) ==
          "where.a: Invalid input: expected number, received string");
  }

  TEST_CASE("header names ignore letter case, and underscores stand for hyphens") {
    Headers headers;
    const std::vector<StringField> fields{
        {"X-REQUEST-ID", "a"}, {"content-length", "5"}, {"x-request-id", "b"}};

    CHECK(decodeStringFields(fields, headers, {.isHeader = true}));

    CHECK(headers.x_request_id == "a, b");
    CHECK(headers.Content_Length == 5);
    CHECK(problems<Headers>({{"x-request-id", "a"}}) ==
          "x_request_id: Invalid input: expected string, received undefined");
  }
}
