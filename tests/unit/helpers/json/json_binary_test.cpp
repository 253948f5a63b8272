#include <ignis/helpers/common/bytes.hpp>
#include <ignis/helpers/json/json.hpp>

#include <ignis/di/application_error.hpp>

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace ignis;

namespace {

struct Picture {
  std::string name{};
  Bytes pixels{};
  std::optional<Bytes> thumbnail{};
  std::vector<Bytes> tiles{};
  std::map<std::string, Bytes> parts{};
  Json extra{};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (name, pixels, thumbnail, tiles, parts, extra))

const std::vector<Bytes> TWO{bytesOf("zero"), bytesOf("one")};

template <class T>
JsonResult decodeOne(std::string_view text, T& out, std::span<const Bytes> attachments = TWO) {
  const std::array<const JsonType*, 1> types{&jsonTypeOf<T>()};
  const std::array<void*, 1> outs{&out};
  return decodeJsonArguments("[" + std::string(text) + "]", 0, types, outs, attachments);
}

template <class T>
std::string messageOf(std::string_view text, std::span<const Bytes> attachments = TWO) {
  T out{};
  return decodeOne(text, out, attachments).message();
}

Json anyOf(std::string_view text, std::span<const Bytes> attachments = TWO) {
  Json out;
  decodeOne(text, out, attachments).throwIfFailed();
  return out;
}

}  // namespace

TEST_SUITE("helpers/json binary") {
  TEST_CASE("with attachments binary values become placeholders, in the order of the text") {
    Picture picture{.name = "p", .pixels = bytesOf("a")};
    picture.thumbnail = bytesOf("b");
    picture.tiles = {bytesOf("c"), bytesOf("")};
    picture.parts["k"] = bytesOf("d");
    picture.extra = Json::array({Json(bytesOf("e")), 1});
    std::string text;
    JsonWriter::Attachments attachments;

    appendJson(text, picture, &attachments);

    CHECK(text == R"({"name":"p","pixels":{"_placeholder":true,"num":0},)"
                  R"("thumbnail":{"_placeholder":true,"num":1},)"
                  R"("tiles":[{"_placeholder":true,"num":2},{"_placeholder":true,"num":3}],)"
                  R"("parts":{"k":{"_placeholder":true,"num":4}},)"
                  R"("extra":[{"_placeholder":true,"num":5},1]})");
    REQUIRE(attachments.size() == 6);
    CHECK(viewOf(attachments[0]) == "a");
    CHECK(viewOf(attachments[3]).empty());
    CHECK(attachments[4].data() == picture.parts["k"].data());
    CHECK(viewOf(attachments[5]) == "e");
  }

  TEST_CASE("attachments are appended to those that are there") {
    const Bytes first = bytesOf("1");
    const Bytes second = bytesOf("2");
    JsonWriter::Attachments attachments{std::span<const std::byte>(first)};
    std::string text;

    appendJson(text, std::span<const std::byte>(second), &attachments);

    CHECK(text == R"({"_placeholder":true,"num":1})");
    CHECK(attachments.size() == 2);
  }

  TEST_CASE("without attachments binary values are written as Node writes a Buffer") {
    CHECK(toJson(bytesOf("\x01\xFF")) == R"({"type":"Buffer","data":[1,255]})");
    CHECK(toJson(std::vector<Bytes>{{}, bytesOf("a")}) ==
          R"([{"type":"Buffer","data":[]},{"type":"Buffer","data":[97]}])");
    CHECK(Json(bytesOf("a")).dump() == R"({"type":"Buffer","data":[97]})");
  }

  TEST_CASE("Bytes take the attachment that their placeholder names") {
    Picture picture;

    const JsonResult result = decodeOne(
        R"({"name":"p","pixels":{"_placeholder":true,"num":1},"thumbnail":{"num":0,"_placeholder":true},)"
        R"("tiles":[{"_placeholder":true,"num":1.0},{"x":[{}],"_placeholder":true,"num":0}],)"
        R"("parts":{"k":{"_placeholder":true,"num":1}},"extra":[[{"_placeholder":true,"num":0}]]})",
        picture);

    CHECK(result.message() == "");
    CHECK(viewOf(picture.pixels) == "one");
    CHECK(viewOf(picture.thumbnail.value()) == "zero");
    CHECK(picture.tiles == std::vector<Bytes>{TWO[1], TWO[0]});
    CHECK(picture.parts["k"] == TWO[1]);
    CHECK(picture.extra[0][0].asBytes() == TWO[0]);
  }

  TEST_CASE("anything else for Bytes is an issue with its path") {
    constexpr std::string_view EXPECTED = "arguments[0]: Invalid input: expected binary, received ";
    CHECK(messageOf<Bytes>("null") == std::string(EXPECTED) + "null");
    CHECK(messageOf<Bytes>("\"text\"") == std::string(EXPECTED) + "string");
    CHECK(messageOf<Bytes>("[1]") == std::string(EXPECTED) + "array");
    CHECK(messageOf<Bytes>("1") == std::string(EXPECTED) + "number");
    for (const std::string_view text :
         {"{}", R"({"_placeholder":true})", R"({"_placeholder":true,"num":2})",
          R"({"_placeholder":true,"num":-1})", R"({"_placeholder":true,"num":"0"})",
          R"({"_placeholder":true,"num":0.5})", R"({"_placeholder":true,"num":1e300})",
          R"({"_placeholder":true,"num":null})", R"({"_placeholder":true,"num":[0]})",
          R"({"_placeholder":1,"num":0})", R"({"_placeholder":{"a":[true]},"num":0})",
          R"({"num":0})", R"({"type":"Buffer","data":[1]})",
          R"({"_placeholder":true,"num":0,"num":5})"}) {
      CAPTURE(text);
      CHECK(messageOf<Bytes>(text) == std::string(EXPECTED) + "object");
    }
    CHECK(messageOf<Bytes>(R"({"_placeholder":true,"num":0})", {}) ==
          std::string(EXPECTED) + "object");
    CHECK(messageOf<Picture>(R"({"name":"p","pixels":7,"tiles":[],"parts":{}})") ==
          "arguments[0].pixels: Invalid input: expected binary, received number");
  }

  TEST_CASE("of duplicate members of a placeholder the last counts") {
    CHECK(messageOf<Bytes>(R"({"_placeholder":1,"num":"x","_placeholder":true,"num":1})") == "");
    CHECK(anyOf(R"({"_placeholder":1,"num":"x","_placeholder":true,"num":1})").isBytes());
  }

  TEST_CASE("a Json turns placeholders into bytes wherever they are") {
    const Json json = anyOf(
        R"({"a":[{"_placeholder":true,"num":0}],"b":{"c":{"_placeholder":true,"num":1}},"d":{"_placeholder":1}})");

    CHECK(json["a"][0].asBytes() == TWO[0]);
    CHECK(json["b"]["c"].asBytes() == TWO[1]);
    CHECK(json["d"].dump() == R"({"_placeholder":1})");
  }

  TEST_CASE("a placeholder without its attachment is an issue for a Json") {
    CHECK(messageOf<Json>(R"([1,{"a":{"_placeholder":true,"num":2}}])") ==
          "arguments[0][1].a: Invalid input: expected binary, received object");
    CHECK(messageOf<Json>(R"({"_placeholder":true})") ==
          "arguments[0]: Invalid input: expected binary, received object");
  }

  TEST_CASE("what is inside a placeholder does not count") {
    CHECK(anyOf(R"({"x":{"_placeholder":true,"num":99},"_placeholder":true,"num":0})").asBytes() ==
          TWO[0]);
  }

  TEST_CASE("without attachments a placeholder is an object like any other") {
    constexpr std::string_view TEXT = R"({"_placeholder":true,"num":0})";
    CHECK(anyOf(TEXT, {}).dump() == TEXT);
    CHECK(Json::parse(TEXT).dump() == TEXT);
  }

  TEST_CASE("a Json holds, copies and compares bytes") {
    const Json json(bytesOf("abc"));

    CHECK(json.isBytes());
    CHECK_FALSE(json.isString());
    CHECK(json.typeName() == "binary");
    CHECK(json.size() == 0);
    const Json copy = json;
    CHECK(copy == json);
    CHECK(copy != Json(bytesOf("abd")));
    CHECK(copy != Json("abc"));
    CHECK(Json(bytesOf("")) != Json());
    CHECK(copy.as<Bytes>() == bytesOf("abc"));
    CHECK(copy.as<std::optional<Json>>() == json);
    CHECK_THROWS_WITH_AS(copy.as<std::string>(),
                         doctest::Contains("expected string, received binary"), ApplicationError);
    CHECK_THROWS_AS(Json("abc").asBytes(), ApplicationError);
    CHECK_THROWS_AS(copy.asNumber(), ApplicationError);
    CHECK(Json(7).asNumber() == 7);
  }

  TEST_CASE("Json::from keeps binary values") {
    Picture picture{.name = "p", .pixels = bytesOf("a")};
    picture.extra = Json::object({{"_placeholder", false}});

    const Json json = Json::from(picture);

    CHECK(json["pixels"].asBytes() == bytesOf("a"));
    CHECK(json["extra"]["_placeholder"] == Json(false));
    CHECK(json.as<Picture>().pixels == picture.pixels);
    CHECK(Json::from(bytesOf("x")).isBytes());
  }
}
