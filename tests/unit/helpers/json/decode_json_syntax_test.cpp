#include <ignis/helpers/json/json.hpp>

#include <doctest/doctest.h>
#include <pthread.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace ignis;
using namespace std::string_view_literals;

namespace {

/// Accepted, and how it is written back.
struct Accepted {
  std::string_view text;
  std::string_view dump;
};

const std::vector<Accepted> ACCEPTED{
    // Structure and white space.
    {"[]", "[]"},
    {"{}", "{}"},
    {" [ ] ", "[]"},
    {"\t\r\n{ \n}\n", "{}"},
    {"[[],[[]],{}]", "[[],[[]],{}]"},
    {R"({"a":{"b":[{}]}})", R"({"a":{"b":[{}]}})"},
    {"null", "null"},
    {"true", "true"},
    {"false", "false"},
    {"[null,true,false]", "[null,true,false]"},
    {R"({"":0})", R"({"":0})"},
    {R"({"a":1,"a":2})", R"({"a":2})"},
    {R"({"a":1,"b":0,"a":{"c":[]}})", R"({"a":{"c":[]},"b":0})"},
    {R"({"__proto__":1,"constructor":2})", R"({"__proto__":1,"constructor":2})"},
    // Numbers.
    {"0", "0"},
    {"-0", "0"},
    {"-1", "-1"},
    {"42 ", "42"},
    {"[1.0]", "[1]"},
    {"[0e+1]", "[0]"},
    {"[0E1]", "[0]"},
    {"[1e1]", "[10]"},
    {"[1E+2]", "[100]"},
    {"[1e-2]", "[0.01]"},
    {"[123.456e78]", "[1.23456e+80]"},
    {"[-0.000000000000000000000000000001]", "[-1e-30]"},
    {"[9007199254740993]", "[9007199254740993]"},
    {"[-9223372036854775808]", "[-9223372036854775808]"},
    {"[18446744073709551615]", "[18446744073709551615]"},
    {"[18446744073709551616]", "[18446744073709552000]"},
    {"[100000000000000000000000]", "[1e+23]"},
    {"[1e-400]", "[0]"},
    // Strings.
    {R"("")", R"("")"},
    {R"(" ")", R"(" ")"},
    {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\b\f\n\r\t")"},
    {R"("\u0000\u001f\u007F")", "\"\\u0000\\u001f\x7F\""},
    {R"("\u00e9\u20AC")", "\"\xC3\xA9\xE2\x82\xAC\""},
    {R"("\uD834\udd1e")", "\"\xF0\x9D\x84\x9E\""},
    {R"("\uDBFF\uDFFF")", "\"\xF4\x8F\xBF\xBF\""},
    {R"("\uFFFF\uFFFE\uFEFF")", "\"\xEF\xBF\xBF\xEF\xBF\xBE\xEF\xBB\xBF\""},
    {R"("\ud7ff\ue000")", "\"\xED\x9F\xBF\xEE\x80\x80\""},
    {"\"\xED\x9F\xBF \\n\"", "\"\xED\x9F\xBF \\n\""},
    {"\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x94\xA5\"", "\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x94\xA5\""},
    {"\"\x7F\"", "\"\x7F\""},
    {R"({"\u0061":"\u0062"})", R"({"a":"b"})"},
    {R"({"a\u0000b":1})", R"({"a\u0000b":1})"},
    {R"("0123456789abcdef0123456789abcdef\n0123456789abcdef0123456789abcdef")",
     R"("0123456789abcdef0123456789abcdef\n0123456789abcdef0123456789abcdef")"},
};

const std::vector<std::string_view> REFUSED{
    // Structure.
    "",
    " ",
    "[",
    "]",
    "{",
    "}",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[1:2]",
    "[}",
    "{]",
    "{,}",
    R"({"a"})",
    R"({"a":})",
    R"({"a":1,})",
    R"({"a":1,,"b":2})",
    R"({"a" 1})",
    R"({"a"::1})",
    R"({a:1})",
    R"({'a':1})",
    R"({1:1})",
    R"({null:1})",
    R"({"a":1)",
    R"({"a":1]})",
    R"({"a":1 "b":2})",
    "[] []",
    "[]]",
    "{}}",
    "[]x",
    "1 2",
    "1,",
    "[][",
    "[\"a\"",
    "[[[",
    R"([{"":[{"":)",
    "*",
    "<a>",
    "[\f]",
    "[\v]",
    "[\xC2\xA0]",
    "\xEF\xBB\xBF{}",
    "[\xE2\x81\xA0]",
    "[]\0"sv,
    "[]\0[]"sv,
    "[\0]"sv,
    "\0"sv,
    "1\0002"sv,
    // Literals.
    "nul",
    "nulll",
    "tru",
    "truth",
    "True",
    "TRUE",
    "fals",
    "[n]",
    "NaN",
    "[nan]",
    "Infinity",
    "[-Infinity]",
    "undefined",
    "[undefined]",
    // Comments and other dialects.
    "[1]//",
    "/**/[1]",
    "[1]#",
    "[/*x*/1]",
    "['a']",
    "[`a`]",
    "(1)",
    "[a]",
    // Numbers.
    "+1",
    "-",
    "[-]",
    "--1",
    "[- 1]",
    "01",
    "[-01]",
    "[-012]",
    ".5",
    "[-.5]",
    "1.",
    "[1.]",
    "[1.e1]",
    "1e",
    "[1e+]",
    "[1e-]",
    "[1eE2]",
    "[1e1.5]",
    "[0x1]",
    "[0b1]",
    "[1_000]",
    "[1+2]",
    "[1.2.3]",
    "[1a]",
    "[0.e1]",
    "[++1]",
    "[\xEF\xBC\x91]",
    "1e999",
    "[-1e400]",
    "[1e309]",
    "[123123e100000]",
    // Strings.
    "\"",
    "\"a",
    "\"\\\"",
    R"("\a")",
    R"("\x41")",
    R"("\0")",
    R"("\')",
    R"("\u")",
    R"("\u12")",
    R"("\u12G4")",
    R"("\U0041")",
    "\"\\\n\"",
    "\"\n\"",
    "\"\t\"",
    "\"\r\"",
    "\"a\0b\""sv,
    "\"\x1F\"",
    "\"\x1A\"",
    "\"\x1C and sixteen more bytes\"",
    "\"sixteen bytes an \x1E\"",
    "a\"",
    "\"a\"\"",
    // Surrogates that stand alone.
    R"("\ud800")",
    R"("\ud800x")",
    R"("\ud800\n")",
    R"("\ud800\u0061")",
    R"("\ud800\ud800")",
    R"("\udc00")",
    R"("a\uDFFFb")",
    R"("\udc00\ud800")",
    R"({"\udead":1})",
    R"(["\uD800\"])",
    // Bytes that are not UTF-8.
    "\"\x80\"",
    "\"\xC0\x80\"",
    "\"\xC3\"",
    "\"\xC3\x28\"",
    "\"\xE0\x80\x80\"",
    "\"\xED\xA0\x80\"",
    "\"\xED\xBF\xBF\"",
    "\"\xF0\x80\x80\x80\"",
    "\"\xF4\x90\x80\x80\"",
    "\"\xF5\x80\x80\x80\"",
    "\"\xFF\"",
    "[\xFF]",
    "\xE2\x82",
    "{\"\xE9\":1}",
    "\"\xF0\x9F\x94",
    "[1]\x80",
    "\xFF\xFE[\0"sv,
};

/// Runs `body` on a thread whose stack is that of a frugal server.
void onSmallStack(std::function<void()> body) {
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
  pthread_t thread{};
  const auto run = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &body) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
}

std::string nestedLists(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

std::string nestedObjects(std::size_t levels) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) {
    text += R"({"a":)";
  }
  return text + "1" + std::string(levels, '}');
}

struct Node {
  std::vector<Node> children;
};
BOOST_DESCRIBE_STRUCT(Node, (), (children))

struct Nothing {
  std::optional<int> member;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), (member))

}  // namespace

TEST_SUITE("helpers/decodeJson syntax") {
  TEST_CASE("what is JSON is accepted, and written as JavaScript writes it") {
    for (const auto& [text, dump] : ACCEPTED) {
      CAPTURE(text);
      Json json;
      const JsonResult result = decodeJson(text, json);
      CHECK_MESSAGE(result.isOk(), result.message());
      CHECK(json.dump() == dump);
      CHECK(Json::parse(dump).dump() == dump);
    }
  }

  TEST_CASE("what is not JSON is refused") {
    for (const std::string_view text : REFUSED) {
      CAPTURE(text);
      Json json;
      const JsonResult result = decodeJson(text, json);
      CHECK(result.isMalformed());
      CHECK(result.errorOffset() <= text.size());
      CHECK_FALSE(result.syntaxError().empty());
    }
  }

  TEST_CASE("what is skipped has to be JSON too") {
    for (const std::string_view text : REFUSED) {
      CAPTURE(text);
      Nothing nothing;
      CHECK(decodeJson(R"({"x":)" + std::string(text) + "}", nothing).isMalformed());
    }
  }

  TEST_CASE("a text may end anywhere in memory") {
    for (const auto& [text, dump] : ACCEPTED) {
      CAPTURE(text);
      const std::vector<char> exact(text.begin(), text.end());
      Json json;
      CHECK(decodeJson(std::string_view(exact.data(), exact.size()), json));
    }
    Json json;
    CHECK(decodeJson(std::string_view(), json).isMalformed());
  }

  TEST_CASE("64 levels are accepted and 65 are not") {
    onSmallStack([] {
      for (const auto& nested : {nestedLists, nestedObjects}) {
        for (const std::size_t levels : {63, 64, 65, 66, 1000}) {
          CAPTURE(levels);
          Json json;
          Nothing nothing;
          CHECK(decodeJson(nested(levels), json).isOk() == (levels <= 64));
          CHECK(decodeJson(R"({"x":)" + nested(levels - 1) + "}", nothing).isOk() ==
                (levels <= 64));
          Json copy = json;
          CHECK(copy.dump() == json.dump());
        }
      }
    });
  }

  TEST_CASE("a million levels neither parse nor crash") {
    onSmallStack([] {
      const std::string lists(1000000, '[');
      std::string objects;
      for (int i = 0; i < 1000000; ++i) {
        objects += "{\"a\":[";
      }
      Json json;
      Node node;
      Nothing nothing;
      CHECK(decodeJson(lists, json).message() ==
            "Malformed JSON: Nested deeper than 64 levels. | offset: 64");
      CHECK(decodeJson(nestedLists(1000000), json).isMalformed());
      CHECK(decodeJson(objects, json).isMalformed());
      CHECK(decodeJson(objects, node).isMalformed());
      CHECK(decodeJson(objects, nothing).isMalformed());
    });
  }

  TEST_CASE("the depth limit is an option, up to what can be written again") {
    Json json;
    CHECK(decodeJson("[[1]]", json, {.maxDepth = 2}));
    CHECK_FALSE(decodeJson("[[1]]", json, {.maxDepth = 1}));
    CHECK(decodeJson("1", json, {.maxDepth = 0}));
    CHECK(decodeJson(nestedLists(1000), json, {.maxDepth = 1000000}));
    CHECK(json.dump() == nestedLists(1000));
    CHECK_FALSE(decodeJson(nestedLists(1001), json, {.maxDepth = 1000000}));
  }

  TEST_CASE("a hundred thousand members are read") {
    std::string text = "{";
    for (int i = 0; i < 100000; ++i) {
      text += "\"key" + std::to_string(i % 50000) + "\":" + std::to_string(i) + ",";
    }
    text += "\"member\":7}";

    const Json json = Json::parse(text);
    CHECK(json.size() == 50001);
    CHECK(json["key49999"] == 99999);

    Nothing nothing;
    CHECK(decodeJson(text, nothing));
    CHECK(nothing.member == 7);
  }

  TEST_CASE("a document of megabytes is read, and a small one after it") {
    const std::string big(3000000, 'x');
    CHECK(Json::parse("\"" + big + "\"").asString() == big);
    CHECK(Json::parse("\"small\"").asString() == "small");
  }
}
