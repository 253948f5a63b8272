#include "ignis/helpers/common/parse.hpp"

#include <cstdint>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/parse") {
  TEST_CASE("toBoolean is false for three texts only") {
    for (const char* text : {"", "false", "0"}) {
      CAPTURE(text);
      CHECK_FALSE(toBoolean(text));
    }
    for (const char* text : {"true", "1", "no", "FALSE", " ", "00"}) {
      CAPTURE(text);
      CHECK(toBoolean(text));
    }
  }

  TEST_CASE("a number is the whole text") {
    CHECK(parseInteger("-42") == -42);
    CHECK(parseInteger<std::int8_t>("-128") == -128);
    CHECK(parseUnsigned("18446744073709551615") == UINT64_MAX);
    CHECK(parseUnsigned<std::uint16_t>("65535") == 65535);
  }

  TEST_CASE("everything else is nothing") {
    for (const char* text : {"", " 1", "1 ", "+1", "0x1", "1.0", "1e3", "-", "--1"}) {
      CAPTURE(text);
      CHECK_FALSE(parseInteger(text));
    }
    CHECK_FALSE(parseInteger<std::int8_t>("128"));
    CHECK_FALSE(parseUnsigned("-1"));
    CHECK_FALSE(parseUnsigned("18446744073709551616"));
  }
}

}  // namespace ignis
