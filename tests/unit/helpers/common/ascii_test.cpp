#include "ignis/helpers/common/ascii.hpp"

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/ascii") {
  TEST_CASE("case is ignored for ASCII letters only") {
    CHECK(ascii::iequals("Content-Length", "content-LENGTH"));
    CHECK_FALSE(ascii::iequals("a", "ab"));
    CHECK_FALSE(ascii::iequals("@", "`"));
    CHECK(ascii::toLower("ÄBC") == "Äbc");
  }

  TEST_CASE("trim removes white space at both ends") {
    CHECK(ascii::trim(" \t a b\r\n") == "a b");
    CHECK(ascii::trim(" \n ").empty());
  }
}

}  // namespace ignis
