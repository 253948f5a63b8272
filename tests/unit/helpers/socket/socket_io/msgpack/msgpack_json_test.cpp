#include "socket/socket_io/msgpack/msgpack_json.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "support/hex.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

/// Hexadecimal digits, or `refused`.
std::string packed(std::string_view json, const std::vector<Bytes>& bytes = {}) {
  const Attachments attachments(bytes.begin(), bytes.end());
  std::string out = "before";
  if (!appendMsgpack(out, {.json = json, .attachments = attachments})) {
    return out == "before" ? "refused" : "refused with something written";
  }
  return hexOf(std::string_view(out).substr(6));
}

struct Unpacked {
  std::string json;
  std::vector<std::string> attachments;
};

std::optional<Unpacked> unpack(std::string_view message) {
  Unpacked result;
  Attachments attachments;
  MsgpackReader reader(message);
  {
    JsonWriter writer(result.json, &attachments);
    if (!writeMsgpackAsJson(writer, reader) || !reader.isAtEnd()) {
      return std::nullopt;
    }
  }
  for (const auto& attachment : attachments) {
    result.attachments.push_back(hexOf(viewOf(attachment)));
  }
  return result;
}

std::string unpacked(std::string_view hex) {
  const auto result = unpack(fromHex(hex));
  if (!result) {
    return "refused";
  }
  std::string text = result->json;
  for (const std::string& attachment : result->attachments) {
    text += " <" + attachment + ">";
  }
  return text;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (; times > 0; --times) {
    result += text;
  }
  return result;
}

std::string listOf(std::string_view element, std::size_t size) {
  std::string list = repeated(std::string(element) + ",", size);
  list.back() = ']';
  return "[" + list;
}

}  // namespace

TEST_SUITE("helpers/socket_io/msgpack") {
  TEST_CASE("every value takes the shortest form there is, as notepack writes it") {
    struct Row {
      std::string_view json, hex;
    };
    const Row rows[] = {
        {"null", "c0"},
        {"true", "c3"},
        {"false", "c2"},
        {"0", "00"},
        {"-0", "00"},
        {"-0.0", "00"},
        {"127", "7f"},
        {"128", "cc80"},
        {"255", "ccff"},
        {"256", "cd0100"},
        {"300", "cd012c"},
        {"65535", "cdffff"},
        {"65536", "ce00010000"},
        {"4294967295", "ceffffffff"},
        {"4294967296", "cf0000000100000000"},
        {"9007199254740992", "cf0020000000000000"},
        {"9007199254740994", "cb4340000000000001"},
        {"18446744073709551615", "cb43f0000000000000"},
        {"1e3", "cd03e8"},
        {"1.0", "01"},
        {"1e21", "cb444b1ae4d6e2ef50"},
        {"1e999", "cb7ff0000000000000"},
        {"-1e999", "cbfff0000000000000"},
        {"-1", "ff"},
        {"-32", "e0"},
        {"-33", "d0df"},
        {"-128", "d080"},
        {"-129", "d1ff7f"},
        {"-32768", "d18000"},
        {"-32769", "d2ffff7fff"},
        {"-2147483648", "d280000000"},
        {"-2147483649", "d3ffffffff7fffffff"},
        {"-9007199254740994", "cbc340000000000001"},
        {"0.5", "cb3fe0000000000000"},
        {"1.5", "cb3ff8000000000000"},
        {R"("")", "a0"},
        {R"("n")", "a16e"},
        {R"("\u00e9\n\"")", "a4c3a90a22"},
        {R"("\ud83d\ude00")", "a4f09f9880"},
        {R"("\u0000")", "a100"},
        {"[]", "90"},
        {"{}", "80"},
        {R"([1,[2,[]],{"a":[3]}])",
         "930192029081a16191"
         "03"},
        {R"( { "a" : 1 , "b" : [ true , null ] } )", "82a16101a16292c3c0"},
        {R"({"n":1,"n":2})", "82a16e01a16e02"},
        {R"({"_placeholder":true,"num":0})", "82ac5f706c616365686f6c646572c3a36e756d00"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.json);
      CHECK(packed(row.json) == row.hex);
    }
  }

  TEST_CASE("the head of a text, a list or a map grows with it") {
    const auto text = [](std::size_t size) { return "\"" + std::string(size, 'x') + "\""; };
    CHECK(packed(text(31)).starts_with("bf78"));
    CHECK(packed(text(32)).starts_with("d92078"));
    CHECK(packed(text(255)).starts_with("d9ff78"));
    CHECK(packed(text(256)).starts_with("da010078"));
    CHECK(packed(text(65535)).starts_with("daffff78"));
    CHECK(packed(text(65536)).starts_with("db0001000078"));
    CHECK(packed(listOf("1", 15)) == "9f" + repeated("01", 15));
    CHECK(packed(listOf("1", 16)) == "dc0010" + repeated("01", 16));
    CHECK(packed(listOf("1", 65536)) == "dd00010000" + repeated("01", 65536));
    std::string members;
    for (int index = 0; index < 16; ++index) {
      members +=
          (index == 0 ? "" : ",") + std::string("\"") + char('a' + index) + "\":" + listOf("7", 16);
    }
    const std::string map = packed("{" + members + "}");
    CHECK(map.starts_with("de0010a161dc001007070707"));
    CHECK(map.ends_with("a170dc0010" + repeated("07", 16)));
    CHECK(unpacked(map) == "{" + members + "}");
  }

  TEST_CASE("placeholders become the bytes they stand for") {
    const std::vector<Bytes> bytes{bytesOf("\x01\x02\x03"), Bytes(256), Bytes(65536), Bytes()};
    const auto placeholder = [](std::string_view num) {
      return R"({"_placeholder":true,"num":)" + std::string(num) + "}";
    };

    CHECK(packed(placeholder("0"), bytes) == "c403010203");
    CHECK(packed(placeholder("1"), bytes) == "c50100" + repeated("00", 256));
    CHECK(packed(placeholder("2"), bytes).starts_with("c60001000000"));
    CHECK(packed("[" + placeholder("3") + "," + placeholder("0") + "]", bytes) ==
          "92c400c403010203");
    CHECK(packed(placeholder("4"), bytes) == "82ac5f706c616365686f6c646572c3a36e756d04");
    CHECK(packed(placeholder("-1"), bytes) == "82ac5f706c616365686f6c646572c3a36e756dff");
  }

  TEST_CASE("what is no JSON, or nested too deeply, is not translated") {
    for (const std::string json : {"", "[", "[1,]", "{\"a\"}", "nul", "\"\\u12\"", "1 2", "01"}) {
      CAPTURE(json);
      CHECK(packed(json) == "refused");
    }
    CHECK(packed(repeated("[", 64) + repeated("]", 64)) == repeated("91", 63) + "90");
    CHECK(packed(repeated("[", 65) + repeated("]", 65)) == "refused");
  }

  TEST_CASE("everything that an encoder may write is read") {
    struct Row {
      std::string_view hex, json;
    };
    const Row rows[] = {
        {"c0", "null"},
        {"c2", "false"},
        {"c3", "true"},
        {"00", "0"},
        {"ff", "-1"},
        {"d07f", "127"},
        {"d3ffffffff7fffffff", "-2147483649"},
        {"cfffffffffffffffff", "18446744073709551615"},
        {"ca3f000000", "0.5"},
        {"cb3fe0000000000000", "0.5"},
        {"cb4000000000000000", "2"},
        {"cb7ff8000000000000", "null"},
        {"d90161", R"("a")"},
        {"db0000000161", R"("a")"},
        {"a2c328", "\"\xEF\xBF\xBD(\""},
        {"a3220a5c", R"("\"\n\\")"},
        {"dd0000000101", "[1]"},
        {"df00000001a16101", R"({"a":1})"},
        {"8101a162", R"({"1":"b"})"},
        {"83ffc3cb3ff8000000000000c0a16101", R"({"-1":true,"1.5":null,"a":1})"},
        {"c403010203", R"({"_placeholder":true,"num":0} <010203>)"},
        {"92c40101c5000102",
         R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}] <01> <02>)"},
        {"c6000000020304", R"({"_placeholder":true,"num":0} <0304>)"},
        // Dates.
        {"d6ff67748580", R"("2025-01-01T00:00:00.000Z")"},
        {"d7ff1d53530067748580", R"("2025-01-01T00:00:00.123Z")"},
        {"c70cff00000000ffffffffffffffff", R"("1969-12-31T23:59:59.000Z")"},
        {"c70cff000000007fffffffffffffff", "null"},
        {"d70000000194"
         "1f29"
         "7c00",
         R"("2025-01-01T00:00:00.000Z")"},
        {"d7007fffffffffffffff", "null"},
        // Other extensions.
        {"d400ff", "null"},
        {"c7030001"
         "0203",
         R"({"_placeholder":true,"num":0} <010203>)"},
        {"c8000200"
         "0102",
         R"({"_placeholder":true,"num":0} <0102>)"},
        {"c90000000100"
         "07",
         R"({"_placeholder":true,"num":0} <07>)"},
        {"d405aa", R"([5,{"_placeholder":true,"num":0}] <aa>)"},
        {"d5fe"
         "0102",
         R"([-2,{"_placeholder":true,"num":0}] <0102>)"},
        {"c70005", R"([5,{"_placeholder":true,"num":0}] <>)"},
        {"d87f000102030405060708090a0b0c0d0e0f",
         R"([127,{"_placeholder":true,"num":0}] <000102030405060708090a0b0c0d0e0f>)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.hex);
      CHECK(unpacked(row.hex) == row.json);
    }
  }

  TEST_CASE("what is cut off, left over or meaningless is refused") {
    for (const std::string_view hex : {"",
                                       "c1",
                                       "91",
                                       "9201",
                                       "81",
                                       "81a161",
                                       "a1",
                                       "d9",
                                       "d902",
                                       "da00",
                                       "dbffffffff61",
                                       "c4",
                                       "c402aa",
                                       "c6ffffffff",
                                       "cc",
                                       "cd00",
                                       "cf00000000000000",
                                       "d0",
                                       "d3",
                                       "ca000000",
                                       "cb",
                                       "dc",
                                       "dc0001",
                                       "dd00000001",
                                       "ddffffffff",
                                       "ddffffffffc0",
                                       "dfffffffff",
                                       "df7fffffff",
                                       "de0001a161",
                                       "c7",
                                       "c701",
                                       "c70100",
                                       "c8",
                                       "c9ffffffff00",
                                       "d4",
                                       "d400",
                                       "d7ff00",
                                       "d4ff00",
                                       "c705ff0000000000",
                                       "0000",
                                       "c0c0",
                                       "810101ff",
                                       "8190"
                                       "01",
                                       "81c4016101"}) {
      CAPTURE(hex);
      CHECK(unpacked(hex) == "refused");
    }
  }

  TEST_CASE("lists that are nested too deeply are refused before the stack is at risk") {
    CHECK(unpacked(repeated("91", 63) + "90") == repeated("[", 64) + repeated("]", 64));
    CHECK(unpacked(repeated("91", 64) + "90") == "refused");
    CHECK(unpacked(repeated("91", 1'000'000)) == "refused");
    CHECK(unpacked(repeated("81a161", 1'000'000)) == "refused");
    CHECK(unpacked(repeated("81", 1'000'000)) == "refused");
  }

  TEST_CASE("every piece of a message is refused") {
    const std::string whole = fromHex(
        "93a645306d485a6c83a47479706502a46461746196a16ec3c0ffcb3ff8000000000000cd012ca36e7370a12f83"
        "a5726f6f6d7392a161a46e657773a665786365707491a178a5666c61677382a8636f6d7072657373c2a8766f6c"
        "6174696c65c3");
    REQUIRE(unpack(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::string piece = whole.substr(0, size);  // memory of its own, for the sanitizer
      CHECK(!unpack(piece));
    }
  }
}
