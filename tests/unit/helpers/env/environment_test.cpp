#include "ignis/helpers/env/environment.hpp"

#include <doctest/doctest.h>

#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {

using test::ScopedVariable;

TEST_SUITE("helpers/Environment") {
  TEST_CASE("the current environment is NODE_ENV") {
    const ScopedVariable nodeEnv("NODE_ENV", "staging");

    CHECK(Environment::current() == "staging");
    CHECK(Environment::is(Environment::STAGING));
    CHECK_FALSE(Environment::is("Staging"));
  }

  TEST_CASE("the current environment is development when NODE_ENV is unset or empty") {
    const char* value = nullptr;
    SUBCASE("unset") {}
    SUBCASE("empty") { value = ""; }
    const ScopedVariable nodeEnv("NODE_ENV", value);

    CHECK(Environment::current() == Environment::DEVELOPMENT);
  }

  TEST_CASE("the seven common names are known") {
    CHECK(Environment::isCommon("local"));
    CHECK(Environment::isCommon("production"));
    CHECK_FALSE(Environment::isCommon("qa"));
    static_assert(Environment::COMMON_ENVS.size() == 7);
  }
}

}  // namespace ignis
