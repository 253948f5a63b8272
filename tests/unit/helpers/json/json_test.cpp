#include <ignis/helpers/json/json.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace ignis;

namespace {

struct Point {
  int x = 0;
  int y = 0;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))

Json nested(std::size_t levels) {
  Json json = 1;
  for (std::size_t i = 0; i < levels; ++i) {
    Json outer = i % 2 == 0 ? Json::array() : Json::object();
    if (outer.isArray()) {
      outer.push(std::move(json));
    } else {
      outer["k"] = std::move(json);
    }
    json = std::move(outer);
  }
  return json;
}

}  // namespace

TEST_SUITE("helpers/Json") {
  TEST_CASE("a value knows its type") {
    CHECK(Json().isNull());
    CHECK(Json(nullptr).typeName() == "null");
    CHECK(Json(true).isBool());
    CHECK(Json(1).isInteger());
    CHECK(Json(std::uint64_t{1}).isNumber());
    CHECK(Json(1.5).isNumber());
    CHECK_FALSE(Json(1.5).isInteger());
    CHECK(Json("text").isString());
    CHECK(Json(std::string("text")).typeName() == "string");
    CHECK(Json::array().isArray());
    CHECK(Json::object().isObject());
  }

  TEST_CASE("objects and arrays are written in the order in which they were built") {
    const Json json = Json::object({{"z", 1},
                                    {"a", Json::array({1, "two", nullptr, 2.5, true})},
                                    {"o", Json::object({{"k", Json::array()}})}});

    CHECK(json.dump() == R"({"z":1,"a":[1,"two",null,2.5,true],"o":{"k":[]}})");
  }

  TEST_CASE("members are added through the subscript") {
    Json json;
    json["a"]["b"] = 1;
    json["list"].push(1).isNull();
    json["list"].push("x");
    json["a"]["b"] = 2;

    CHECK(json.dump() == R"({"a":{"b":2},"list":[1,"x"]})");
    CHECK_THROWS_AS(json["list"]["x"], ApplicationError);
    CHECK_THROWS_AS(json.push(1), ApplicationError);
    CHECK_THROWS_AS(json["list"][2], ApplicationError);
  }

  TEST_CASE("reading what is not there gives null, find a null pointer, and at throws") {
    const Json json = Json::parse(R"({"a":[1]})");

    CHECK(json["b"]["c"][3].isNull());
    CHECK(json["a"][0] == 1);
    CHECK(json["a"][1].isNull());
    CHECK(json.find("b") == nullptr);
    CHECK(json.contains("a"));
    CHECK(json.at("a").at(0) == 1);
    CHECK_THROWS_AS(json.at("b"), ApplicationError);
    CHECK_THROWS_AS(json.at("a").at(1), ApplicationError);
    CHECK_THROWS_AS(json.asString(), ApplicationError);
  }

  TEST_CASE("parse throws and tryParse does not") {
    CHECK_THROWS_AS(Json::parse("[1"), ApplicationError);
    CHECK(Json::tryParse("[1") == std::nullopt);
    CHECK(Json::tryParse("[1]") == Json::array({1}));
  }

  TEST_CASE("a value converts to C++ types and reports where it does not fit") {
    const Json json = Json::parse(R"({"p":[{"x":1,"y":2},{"x":1,"y":"2"}]})");

    CHECK(json["p"][0].as<Point>().y == 2);
    CHECK(Json(3).as<double>() == 3);
    CHECK(Json("s").as<std::string>() == "s");
    CHECK(Json(std::uint64_t{300}).as<int>() == 300);
    CHECK(json.as<Json>() == json);
    CHECK_THROWS_WITH_AS((json.as<std::map<std::string, std::vector<Point>>>()),
                         "p[1].y: Invalid input: expected number, received string",
                         ApplicationError);
    CHECK_THROWS_AS(Json(300).as<std::uint8_t>(), ApplicationError);
  }

  TEST_CASE("a value is made from C++ types") {
    CHECK(Json::from(Point{.x = 1, .y = 2}) == Json::object({{"y", 2}, {"x", 1}}));
    CHECK(Json::from(std::vector<int>{1}) == Json::array({1}));
  }

  TEST_CASE("values are equal by content") {
    CHECK(Json::parse(R"({"a":1,"b":[1,2]})") == Json::parse(R"({"b":[1,2],"a":1.0})"));
    CHECK(Json::parse(R"({"a":1})") != Json::parse(R"({"a":1,"b":1})"));
    CHECK(Json::parse(R"({"a":1})") != Json::parse(R"({"b":1})"));
    CHECK(Json::array({1, 2}) != Json::array({2, 1}));
    CHECK(Json(1) == Json(1U));
    CHECK(Json(1) == Json(1.0));
    CHECK(Json(1.5) != Json(1));
    CHECK(Json(-1) != Json(std::numeric_limits<std::uint64_t>::max()));
    CHECK(Json(9007199254740993) != Json(9007199254740992));
    const Json rounded = 1235674450600060000.5;
    CHECK(Json::parse(rounded.dump()) == rounded);
    CHECK(Json(true) != Json(1));
    CHECK(Json(true) != Json(false));
    CHECK(Json("1") != Json(1));
    CHECK(Json() == Json(nullptr));
    CHECK(Json("a") != Json("b"));
  }

  TEST_CASE("copies are deep, and a moved-from value is null") {
    Json json = Json::parse(R"({"a":[1,{"b":2}]})");
    Json copy = json;
    copy["a"][1]["b"] = 3;
    CHECK(json["a"][1]["b"] == 2);

    Json moved = std::move(copy);
    CHECK(copy.isNull());  // NOLINT(bugprone-use-after-move)
    CHECK(moved["a"][1]["b"] == 3);
  }

  TEST_CASE("a value may be replaced by a part of itself") {
    Json json = Json::parse(R"({"a":[1,{"b":2}]})");
    json = std::move(json["a"]);
    CHECK(json.dump() == R"([1,{"b":2}])");
    json = Json(json[1]);
    CHECK(json.dump() == R"({"b":2})");
  }

  TEST_CASE("members and elements can be walked") {
    Json json = Json::parse(R"({"a":1,"b":2})");
    std::string keys;
    for (const auto& [key, value] : json.members()) {
      keys += key + value.dump();
    }
    CHECK(keys == "a1b2");

    Json list = Json::array({1, 2});
    for (Json& element : list.elements()) {
      element = 0;
    }
    CHECK(list.dump() == "[0,0]");
    CHECK(list.members().empty());
    CHECK(json.elements().empty());
    CHECK(json.size() == 2);
    CHECK(Json(5).empty());
  }

  TEST_CASE("large objects keep their order and are still searched, changed and copied") {
    Json json = Json::object();
    for (int i = 0; i < 1000; ++i) {
      json["key" + std::to_string(i)] = i;
    }
    for (int i = 0; i < 1000; i += 2) {
      CHECK(json.erase("key" + std::to_string(i)));
    }
    json["key3"] = "three";

    const Json copy = json;
    CHECK(copy.size() == 500);
    CHECK(copy == json);
    CHECK(copy["key3"] == "three");
    CHECK(copy["key999"] == 999);
    CHECK_FALSE(copy.contains("key2"));
    CHECK_FALSE(json.erase("key2"));
    CHECK(copy.members()[0].first == "key1");
    CHECK(copy.members()[499].first == "key999");
  }

  TEST_CASE("values of any depth are destroyed, and deeper ones than the limit refused elsewhere") {
    const Json allowed = nested(Json::MAX_DEPTH);
    CHECK(Json::parse(allowed.dump(), {.maxDepth = Json::MAX_DEPTH}) == allowed);
    CHECK(Json(allowed) == allowed);

    Json deep = nested(1000000);
    CHECK_THROWS_AS(deep.dump(), ApplicationError);
    CHECK_THROWS_AS(Json{deep}, ApplicationError);
    CHECK_THROWS_AS(static_cast<void>(deep == deep), ApplicationError);
    CHECK_THROWS_AS(deep.as<Json>(), ApplicationError);
    deep = nullptr;
    CHECK(deep.isNull());
  }
}
