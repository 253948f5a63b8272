#include "ignis/di/application_error.hpp"

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("di/ApplicationError") {
  TEST_CASE("an error carries what it was built with") {
    const ApplicationError error = getError({.message = "[Orders][find] Not found | id: 7",
                                             .statusCode = 404,
                                             .messageCode = "orders.not_found",
                                             .details = R"({"id":7})"});

    CHECK(std::string(error.what()) == "[Orders][find] Not found | id: 7");
    CHECK(error.statusCode() == 404);
    CHECK(error.messageCode() == "orders.not_found");
    CHECK(error.details() == R"({"id":7})");
  }

  TEST_CASE("an error is the client's fault unless it says otherwise") {
    CHECK(getError({.message = "wrong"}).statusCode() == 400);
  }
}

}  // namespace ignis
