#include <ignis/helpers/json/json_result.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace ignis;

TEST_SUITE("helpers/JsonResult") {
  TEST_CASE("a fresh result is good") {
    const JsonResult result;

    CHECK(result.isOk());
    CHECK(result.message().empty());
    CHECK_NOTHROW(result.throwIfFailed());
  }

  TEST_CASE("malformed text is a 400 that names the offset") {
    const JsonResult result = JsonResult::malformed("Invalid value.", 7);

    CHECK_FALSE(result);
    CHECK(result.isMalformed());
    CHECK(result.toError().statusCode() == 400);
    CHECK(result.message() == "Malformed JSON: Invalid value. | offset: 7");
  }

  TEST_CASE("issues are a 422 with all paths in the message and the list in the details") {
    std::vector<JsonIssue> issues{
        {.path = "items[3].price",
         .message = "Invalid input: expected number, received string",
         .code = "invalid_type",
         .expected = "number"},
        {.path = "", .message = "odd", .code = "custom"},
    };

    const JsonResult result = JsonResult::invalid(std::move(issues));

    CHECK_FALSE(result.isMalformed());
    CHECK(result.message() ==
          "items[3].price: Invalid input: expected number, received string; odd");
    const ApplicationError error = result.toError();
    CHECK(error.statusCode() == 422);
    CHECK(
        error.details() ==
        R"({"cause":[{"path":"items.3.price","message":"Invalid input: expected number, received )"
        R"(string","code":"invalid_type","expected":"number"},)"
        R"({"path":"root","message":"odd","code":"custom"}]})");
    CHECK_THROWS_AS(result.throwIfFailed(), ApplicationError);
  }
}
