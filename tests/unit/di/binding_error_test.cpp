#include "ignis/di/binding_error.hpp"

#include <doctest/doctest.h>

#include <type_traits>

namespace ignis {

static_assert(std::is_base_of_v<ApplicationError, BindingError>);

TEST_SUITE("di/BindingError") {
  TEST_CASE("an error names its key, its path and its problems") {
    const BindingError error(
        {.message = "wrong", .key = "b", .path = {"a", "b"}, .problems = {"first", "second"}});

    CHECK(std::string(error.what()) == "wrong");
    CHECK(error.statusCode() == 400);
    CHECK(error.key() == "b");
    CHECK(error.path() == std::vector<std::string>{"a", "b"});
    CHECK(error.problems().size() == 2);
  }
}

}  // namespace ignis
