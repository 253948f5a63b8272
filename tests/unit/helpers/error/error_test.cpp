#include "ignis/helpers/error/error.hpp"

#include <string>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/error") {
  TEST_CASE("getError builds the error of the whole framework") {
    const ApplicationError error =
        getError({.message = "[Cache][get] Gone", .statusCode = 410, .messageCode = "cache.gone"});

    CHECK(error.what() == std::string("[Cache][get] Gone"));
    CHECK(error.statusCode() == 410);
    CHECK(error.messageCode() == "cache.gone");
  }
}

}  // namespace ignis
