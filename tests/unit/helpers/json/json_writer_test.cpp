#include <ignis/helpers/json/json_writer.hpp>

#include <ignis/di/application_error.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace ignis;
using namespace std::string_view_literals;

namespace {

template <class T>
std::string written(const T& value) {
  std::string out;
  JsonWriter writer(out);
  writer.value(value);
  writer.flush();
  return out;
}

}  // namespace

TEST_SUITE("helpers/JsonWriter") {
  TEST_CASE("commas and colons are set where they belong") {
    std::string out = "prefix:";
    {
      JsonWriter writer(out);
      writer.beginObject();
      writer.key("list");
      writer.beginArray();
      writer.value(1);
      writer.beginArray();
      writer.endArray();
      writer.beginObject();
      writer.endObject();
      writer.value("x");
      writer.endArray();
      writer.memberKey(R"(,"flag":)");
      writer.value(true);
      writer.key("nothing");
      writer.null();
      writer.key("raw");
      writer.raw("[1, 2]");
      writer.endObject();
    }

    CHECK(out == R"(prefix:{"list":[1,[],{},"x"],"flag":true,"nothing":null,"raw":[1, 2]})");
  }

  TEST_CASE("numbers are written as JavaScript writes them") {
    const std::vector<std::pair<double, std::string>> table{
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {99.99, "99.99"},
        {0.000001, "0.000001"},
        {0.0000012, "0.0000012"},
        {1e-7, "1e-7"},
        {-1.25e-9, "-1.25e-9"},
        {123456.789, "123456.789"},
        {52.520008, "52.520008"},
        {1e15, "1000000000000000"},
        {9007199254740993.0, "9007199254740992"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e21, "1e+21"},
        {1.5e300, "1.5e+300"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {5.0e-324 * 3, "1.5e-323"},
        {9.5367431640625e-7, "9.5367431640625e-7"},
        {2.98023223876953125e-8, "2.9802322387695312e-8"},
        {std::numeric_limits<double>::infinity(), "null"},
        {-std::numeric_limits<double>::infinity(), "null"},
        {std::numeric_limits<double>::quiet_NaN(), "null"},
    };

    for (const auto& [number, text] : table) {
      CHECK(written(number) == text);
    }
  }

  TEST_CASE("integers are written exactly") {
    CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(written(std::int8_t{-7}) == "-7");
    CHECK(written(9007199254740993) == "9007199254740993");
  }

  TEST_CASE("strings are escaped as JavaScript does") {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"", R"("")"},
        {"plain", R"("plain")"},
        {"\"\\/", R"("\"\\/")"},
        {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
        {"\0\x01\x1f\x7f"sv, "\"\\u0000\\u0001\\u001f\x7f\""},
        {"eight by\"tes and \\ more\n", R"("eight by\"tes and \\ more\n")"},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\xA5", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\xA5\""},
        {"\xE2\x80\xA8", "\"\xE2\x80\xA8\""},
    };

    for (const auto& [text, quoted] : table) {
      CHECK(written(text) == quoted);
    }
  }

  TEST_CASE("every byte is escaped or copied, wherever it stands") {
    for (int byte = 0; byte < 0x80; ++byte) {
      const std::string alone = written(std::string_view(std::string(1, static_cast<char>(byte))));
      const std::string inner = alone.substr(1, alone.size() - 2);
      for (std::size_t before = 0; before < 20; ++before) {
        const std::string text =
            std::string(before, 'x') + static_cast<char>(byte) + std::string(9, '!');
        CHECK(written(std::string_view(text)) ==
              "\"" + std::string(before, 'x') + inner + std::string(9, '!') + "\"");
      }
    }
  }

  TEST_CASE("what is not UTF-8 is replaced, one mark for each ill-formed sequence") {
    const std::string mark = "\xEF\xBF\xBD";
    const std::vector<std::pair<std::string_view, std::string>> table{
        {"\x80", mark},
        {"a\xFFz", "a" + mark + "z"},
        {"\xC3", mark},
        {"\xC3(", mark + "("},
        {"\xC0\xAF", mark + mark},
        {"\xED\xA0\x80", mark + mark + mark},
        {"\xE2\x82", mark},
        {"\xE2\x82\xE2\x82\xAC", mark + "\xE2\x82\xAC"},
        {"\xF0\x9F\x94", mark},
        {"\xF4\x90\x80\x80", mark + mark + mark + mark},
        {"1234567\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
         "1234567" + mark + mark + mark + mark + mark + mark + mark + mark + mark},
    };

    for (const auto& [text, replaced] : table) {
      CHECK(written(text) == "\"" + replaced + "\"");
    }
  }

  TEST_CASE("long output grows as needed") {
    const std::string escaped(1000, '\n');
    std::string expected = "[";
    std::string out;
    JsonWriter writer(out);

    writer.beginArray();
    for (int i = 0; i < 1000; ++i) {
      writer.value(escaped);
      writer.value(i);
      expected += i == 0 ? "\"" : ",\"";
      for (int n = 0; n < 1000; ++n) {
        expected += "\\n";
      }
      expected += "\"," + std::to_string(i);
    }
    writer.endArray();
    writer.flush();

    CHECK(out == expected + "]");
  }

  TEST_CASE("nesting beyond the limit is refused") {
    std::string out;
    JsonWriter writer(out);
    for (std::size_t i = 0; i < JsonWriter::MAX_DEPTH; ++i) {
      writer.beginArray();
    }

    CHECK_THROWS_AS(writer.beginArray(), ApplicationError);
  }
}
