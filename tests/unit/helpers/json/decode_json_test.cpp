#include <ignis/helpers/json/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace ignis;

namespace {

enum class Color { red, green };
BOOST_DESCRIBE_ENUM(Color, red, green)

enum class Single : std::uint8_t { only = 200 };
BOOST_DESCRIBE_ENUM(Single, only)

struct Item {
  std::string name;
  double price = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (name, price))

struct Order {
  std::string id;
  std::optional<Color> color;
  std::vector<Item> items;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, color, items))

struct Everything {
  bool flag = false;
  std::int8_t tiny = 0;
  std::uint64_t big = 0;
  float ratio = 0;
  std::map<std::string, std::vector<int>> lists;
  std::unordered_map<std::string, Item> named;
  std::array<int, 2> point{};
  std::pair<std::string, bool> pair;
  std::tuple<int, Item, std::optional<int>> tuple;
  std::vector<bool> bits;
  std::vector<std::optional<int>> holes;
  Json any;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, tiny, big, ratio, lists, named, point, pair, tuple, bits, holes, any))

struct Settings {
  int port = 3000;
  std::string host = "localhost";
  std::optional<std::string> user = "nobody";

  static constexpr std::array<std::string_view, 2> optionalMembers{"port", "host"};
};
BOOST_DESCRIBE_STRUCT(Settings, (), (port, host, user))

struct Renamed {
  int classId = 0;

  static constexpr std::array<std::pair<std::string_view, std::string_view>, 1> jsonNames{
      {{"classId", "class"}}};
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (classId))

struct Range {
  int from = 0;
  int to = 0;

  void validate(JsonIssues& issues) const {
    if (from > to) {
      issues.custom("", "from is after to");
    }
    if (from < 0) {
      issues.tooSmall("from", 0);
    }
  }
};
BOOST_DESCRIBE_STRUCT(Range, (), (from, to))

struct Ranges {
  std::vector<Range> list;
};
BOOST_DESCRIBE_STRUCT(Ranges, (), (list))

struct Embedded {
  std::string payload;

  /// Decodes while its own document is being decoded.
  void validate(JsonIssues& issues) const {
    Range range;
    if (!decodeJson(payload, range)) {
      issues.custom("payload", "is no range");
    }
  }
};
BOOST_DESCRIBE_STRUCT(Embedded, (), (payload))

struct SameHash {
  std::size_t operator()(const std::string&) const { return 1; }
};

template <class T>
std::string problems(std::string_view text) {
  T value{};
  return decodeJson(text, value).message();
}

}  // namespace

TEST_SUITE("helpers/decodeJson") {
  TEST_CASE("a struct is read member by member") {
    const auto order = parseJson<Order>(
        R"({"id":"o-1","color":"green","items":[{"name":"pen","price":1.5},{"price":2,"name":""}]})");

    CHECK(order.id == "o-1");
    CHECK(order.color == Color::green);
    REQUIRE(order.items.size() == 2);
    CHECK(order.items[0].name == "pen");
    CHECK(order.items[0].price == 1.5);
    CHECK(order.items[1].price == 2);
  }

  TEST_CASE("what was written is read back as it was") {
    Everything value;
    value.flag = true;
    value.tiny = -128;
    value.big = std::numeric_limits<std::uint64_t>::max();
    value.ratio = 0.25F;
    value.lists = {{"", {}}, {"a\n", {1, 2}}};
    value.named["x"] = {.name = "\xF0\x9F\x94\xA5", .price = 1e-7};
    value.point = {3, 4};
    value.pair = {std::string("nul\0nul", 7), true};
    value.tuple = {1, Item{.name = "t", .price = -0.5}, std::nullopt};
    value.bits = {true, false, true};
    value.holes = {1, std::nullopt, 3};
    value.any = Json::object({{"k", Json::array({1, "two", nullptr, 2.5})}});

    const std::string text = toJson(value);

    CHECK(toJson(parseJson<Everything>(text)) == text);
  }

  TEST_CASE("an object may be used again") {
    Order order;
    REQUIRE(decodeJson(R"({"id":"a","color":"red","items":[{"name":"x","price":1}]})", order));
    REQUIRE(decodeJson(R"({"id":"b","items":[{"name":"y","price":2}]})", order));

    CHECK(order.color == std::nullopt);
    REQUIRE(order.items.size() == 1);
    CHECK(order.items[0].name == "y");
  }

  TEST_CASE("members that nobody knows are ignored, whatever is in them") {
    const auto item = parseJson<Item>(
        R"({"x":[{"name":[1,{}]},[[]]],"name":"n","__proto__":{"name":1},"price":1,"y":"z"})");

    CHECK(item.name == "n");
  }

  TEST_CASE("the last of duplicate members counts, alone") {
    const auto order =
        parseJson<Order>(R"({"id":"a","items":[{"name":"x","price":1}],"items":[],"id":"b"})");
    CHECK(order.id == "b");
    CHECK(order.items.empty());

    const auto map =
        parseJson<std::map<std::string, Settings>>(R"({"s":{"port":1},"s":{"host":"h"}})");
    CHECK(map.at("s").port == 3000);
    CHECK(map.at("s").host == "h");
  }

  TEST_CASE("listed members keep their default when absent, optionals become empty") {
    const auto settings = parseJson<Settings>("{}");

    CHECK(settings.port == 3000);
    CHECK(settings.host == "localhost");
    CHECK(settings.user == std::nullopt);
    CHECK(problems<Settings>(R"({"port":null})") ==
          "port: Invalid input: expected number, received null");
  }

  TEST_CASE("null empties an optional") {
    CHECK(parseJson<Settings>(R"({"user":null})").user == std::nullopt);
    CHECK(parseJson<Settings>(R"({"user":"me"})").user == "me");
  }

  TEST_CASE("a member may have another name in JSON") {
    CHECK(parseJson<Renamed>(R"({"class":7})").classId == 7);
    CHECK(problems<Renamed>(R"({"classId":7})") ==
          "class: Invalid input: expected number, received undefined");
  }

  TEST_CASE("every issue of a document is reported, in its order, missing members last") {
    Order order;

    const JsonResult result = decodeJson(
        R"({"color":"blue","items":[{"name":"a","price":"x"},5,{"name":null,"price":1}]})", order);

    CHECK_FALSE(result.isMalformed());
    REQUIRE(result.issues().size() == 5);
    CHECK(result.issues()[0].path == "color");
    CHECK(result.issues()[0].code == "invalid_value");
    CHECK(result.issues()[0].message == R"(Invalid option: expected one of "red"|"green")");
    CHECK(result.issues()[1].path == "items[0].price");
    CHECK(result.issues()[1].dottedPath() == "items.0.price");
    CHECK(result.issues()[1].code == "invalid_type");
    CHECK(result.issues()[1].expected == "number");
    CHECK(result.issues()[1].message == "Invalid input: expected number, received string");
    CHECK(result.issues()[2].path == "items[1]");
    CHECK(result.issues()[2].message == "Invalid input: expected object, received number");
    CHECK(result.issues()[3].path == "items[2].name");
    CHECK(result.issues()[4].path == "id");
    CHECK(result.issues()[4].message == "Invalid input: expected string, received undefined");
  }

  TEST_CASE("types that do not fit are worded as the parent's validation does") {
    const std::string invalid = "Invalid input: expected ";
    CHECK(problems<int>("true") == invalid + "number, received boolean");
    CHECK(problems<int>("1.5") == invalid + "int, received number");
    CHECK(problems<bool>("0") == invalid + "boolean, received number");
    CHECK(problems<std::string>("{}") == invalid + "string, received object");
    CHECK(problems<std::vector<int>>("{}") == invalid + "array, received object");
    CHECK(problems<std::map<std::string, int>>("[]") == invalid + "record, received array");
    CHECK(problems<std::pair<int, int>>("\"\"") == invalid + "tuple, received string");
    CHECK(problems<Item>("null") == invalid + "object, received null");
    CHECK(problems<std::optional<int>>("\"1\"") == invalid + "number, received string");
    CHECK(problems<std::vector<bool>>("[true,null]") ==
          "[1]: " + invalid + "boolean, received null");
    CHECK(problems<Single>("\"other\"") == invalid + "\"only\"");
    CHECK(problems<Color>("1") == R"(Invalid option: expected one of "red"|"green")");
  }

  TEST_CASE("enumerators are read by name, whatever their value") {
    CHECK(parseJson<Single>("\"only\"") == Single::only);
    CHECK(parseJson<std::vector<Color>>(R"(["green","red"])") ==
          std::vector<Color>{Color::green, Color::red});
  }

  TEST_CASE("integers keep to the range of their type") {
    CHECK(parseJson<std::int8_t>("-128") == -128);
    CHECK(problems<std::int8_t>("-129") == "Too small: expected number to be >=-128");
    CHECK(problems<std::int8_t>("128") == "Too big: expected number to be <=127");
    CHECK(problems<std::uint32_t>("-1") == "Too small: expected number to be >=0");
    CHECK(problems<std::uint32_t>("4294967296") == "Too big: expected number to be <=4294967295");
    CHECK(parseJson<std::int64_t>("-9223372036854775808") ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(parseJson<std::int64_t>("9007199254740993") == 9007199254740993);
    CHECK(parseJson<std::uint64_t>("18446744073709551615") ==
          std::numeric_limits<std::uint64_t>::max());
    CHECK(problems<std::int64_t>("9223372036854775808") ==
          "Too big: expected number to be <=9223372036854775807");
    CHECK(problems<std::uint64_t>("18446744073709551616") ==
          "Too big: expected number to be <=18446744073709551615");
    CHECK(problems<std::int64_t>("-1e300") ==
          "Too small: expected number to be >=-9223372036854775808");
    CHECK(problems<float>("1e39") == "Too big: expected number to be <=3.4028234663852886e+38");
  }

  TEST_CASE("a number without a fraction is an integer however it is written") {
    CHECK(parseJson<int>("1.0") == 1);
    CHECK(parseJson<int>("1e2") == 100);
    CHECK(parseJson<int>("-0") == 0);
    CHECK(parseJson<int>("-0.0") == 0);
    CHECK(parseJson<std::uint64_t>("1e19") == 10000000000000000000ULL);
  }

  TEST_CASE("doubles are the nearest ones to the text") {
    CHECK(parseJson<double>("0.1") == 0.1);
    CHECK(parseJson<double>("123456789.012345") == 123456789.012345);
    CHECK(parseJson<double>("-2.2250738585072014e-308") == -2.2250738585072014e-308);
    CHECK(parseJson<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
    CHECK(parseJson<double>("9007199254740993") == 9007199254740992.0);
    CHECK(parseJson<double>("123456789012345678901234567890") == 1.2345678901234568e29);
    CHECK(std::signbit(parseJson<double>("-0")));
    CHECK(parseJson<double>("1e-999") == 0);
    CHECK(parseJson<double>("0.0e-99999999999999999999") == 0);
    CHECK(parseJson<double>("4.9e-324") == std::numeric_limits<double>::denorm_min());
  }

  TEST_CASE("a number that no double holds is refused") {
    for (const char* text : {"1e999", "-1e999", "1.8e308", "1e99999999999999999999"}) {
      CAPTURE(text);
      double value = 0;
      CHECK(decodeJson(text, value).isMalformed());
    }
  }

  TEST_CASE("a list of fixed size takes exactly that many elements") {
    CHECK(parseJson<std::pair<int, std::string>>(R"([1,"a"])") == std::pair(1, std::string("a")));
    CHECK(problems<std::array<int, 2>>("[1]") == "Too small: expected array to have >=2 items");
    CHECK(problems<std::array<int, 2>>("[1,2,3,4]") == "Too big: expected array to have <=2 items");
    CHECK(problems<std::tuple<>>("[]").empty());
    CHECK(problems<std::tuple<int, bool>>("[1,2]") ==
          "[1]: Invalid input: expected boolean, received number");
  }

  TEST_CASE("a path names indices, members and keys") {
    using Nested = std::map<std::string, std::vector<std::array<Item, 1>>>;

    CHECK(problems<Nested>(R"({"a":[],"b":[[{"name":1,"price":1}]]})") ==
          "b[0][0].name: Invalid input: expected string, received number");
    CHECK(problems<Nested>(R"({"a b":5})") ==
          R"(["a b"]: Invalid input: expected array, received number)");
    const std::string longKey(1000, 'k');
    CHECK(problems<Nested>("{\"" + longKey + "\":5}").size() < 150);
  }

  TEST_CASE("validate runs on what was read well, and its paths are relative") {
    CHECK(problems<Ranges>(R"({"list":[{"from":1,"to":2},{"from":-1,"to":-2}]})") ==
          "list[1]: from is after to; list[1].from: Too small: expected number to be >=0");
    CHECK(problems<Ranges>(R"({"list":[{"from":"x","to":2}]})") ==
          "list[0].from: Invalid input: expected number, received string");
    CHECK(problems<Range>(R"({"from":1,"to":0})") == "from is after to");
  }

  TEST_CASE("validate may decode JSON itself") {
    CHECK(problems<std::vector<Embedded>>(
              R"([{"payload":"{\"from\":1,\"to\":2}"},{"payload":"{}"},{"payload":"["}])") ==
          "[1].payload: is no range; [2].payload: is no range");
  }

  TEST_CASE("issues beyond the limit are not reported") {
    std::string text = "[";
    for (int i = 0; i < 1000; ++i) {
      text += R"({"name":1},)";
    }
    text += "{}]";
    std::vector<Item> items;

    CHECK(decodeJson(text, items).issues().size() == 32);
    CHECK(decodeJson(text, items, {.maxIssues = 3}).issues().size() == 3);
    CHECK(decodeJson(text + "]", items).isMalformed());
  }

  TEST_CASE("malformed text is that even when issues come first") {
    std::vector<int> numbers;

    const JsonResult result = decodeJson(R"(["x",true}])", numbers);

    CHECK(result.isMalformed());
    CHECK(result.errorOffset() == 9);
    CHECK(result.issues().empty());
  }

  TEST_CASE("parseJson throws 400 for malformed text and 422 for what does not fit") {
    const auto statusOf = [](std::string_view text) {
      try {
        parseJson<Item>(text);
      } catch (const ApplicationError& error) {
        return error.statusCode();
      }
      return 200;
    };

    CHECK(statusOf(R"({"name":"a","price":1})") == 200);
    CHECK(statusOf(R"({"name":"a","price":1)") == 400);
    CHECK(statusOf(R"({"name":"a"})") == 422);
    CHECK_THROWS_WITH_AS(parseJson<Item>(R"({"name":"a"})"),
                         "price: Invalid input: expected number, received undefined",
                         ApplicationError);
  }

  TEST_CASE("an absent Json member is null, as undefined would be") {
    std::map<std::string, Json> map;
    CHECK(decodeJson(R"({"a":null,"b":[1]})", map));
    CHECK(map["b"] == Json::array({1}));

    const auto everything = problems<Everything>("{}");
    CHECK(everything.find("any") == std::string::npos);
    CHECK(everything.find("holes") != std::string::npos);
  }

  TEST_CASE("a hash map refuses keys that were made to collide") {
    std::string text = "{";
    for (int i = 0; i < 5000; ++i) {
      text += "\"k" + std::to_string(i) + "\":1,";
    }
    text += "\"last\":1}";

    std::unordered_map<std::string, int> good;
    CHECK(decodeJson(text, good));
    CHECK(good.size() == 5001);

    std::unordered_map<std::string, int, SameHash> bad;
    const JsonResult result = decodeJson(text, bad);
    CHECK(result.issues().front().message == "Too many colliding keys");
    CHECK(bad.size() < 200);
  }
}

TEST_SUITE("helpers/decodeJsonArguments") {
  TEST_CASE("arguments go to their places, and what is left over is ignored") {
    std::string name;
    Item item;
    const std::array<const JsonType*, 2> types{&jsonTypeOf<std::string>(), &jsonTypeOf<Item>()};
    const std::array<void*, 2> outs{&name, &item};

    const JsonResult result = decodeJsonArguments(
        R"(["event","ada",{"name":"pen","price":1.5},{"more":[1]}])", 1, types, outs);

    CHECK(result.isOk());
    CHECK(name == "ada");
    CHECK(item.price == 1.5);
  }

  TEST_CASE("a missing argument is an issue unless its type is optional") {
    int number = 0;
    std::optional<int> maybe = 1;
    Json any = 1;
    const std::array<const JsonType*, 3> types{
        &jsonTypeOf<int>(), &jsonTypeOf<std::optional<int>>(), &jsonTypeOf<Json>()};
    const std::array<void*, 3> outs{&number, &maybe, &any};

    CHECK(decodeJsonArguments(R"(["event",5])", 1, types, outs).isOk());
    CHECK(number == 5);
    CHECK(maybe == std::nullopt);
    CHECK(any.isNull());
    CHECK(decodeJsonArguments(R"(["event"])", 1, types, outs).message() ==
          "arguments[0]: Invalid input: expected number, received undefined");
    CHECK(decodeJsonArguments("[]", 1, types, outs).issues().size() == 1);
  }

  TEST_CASE("paths begin at the argument") {
    std::vector<Item> items;
    const std::array<const JsonType*, 1> types{&jsonTypeOf<std::vector<Item>>()};
    const std::array<void*, 1> outs{&items};

    CHECK(decodeJsonArguments(R"(["e",[{"name":"a","price":[]}]])", 1, types, outs).message() ==
          "arguments[0][0].price: Invalid input: expected number, received array");
    CHECK(decodeJsonArguments(R"({"e":1})", 1, types, outs).message() ==
          "Invalid input: expected array, received object");
    CHECK(decodeJsonArguments("7", 1, types, outs).message() ==
          "Invalid input: expected array, received number");
    CHECK(decodeJsonArguments("[[]", 1, types, outs).isMalformed());
  }
}
