#include "ignis/helpers/env/application_environment.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/error/error.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {

TEST_SUITE("helpers/ApplicationEnvironment") {
  TEST_CASE("only names with the prefix are taken") {
    const ApplicationEnvironment env(
        {.prefix = "APP_ENV", .envs = {{"APP_ENV_A", "1"}, {"APP_ENVX", "2"}, {"HOME", "/"}}});

    CHECK(env.get("APP_ENV_A") == "1");
    CHECK(env.keys() == std::vector<std::string>{"APP_ENVX", "APP_ENV_A"});
    CHECK_FALSE(env.get("HOME"));
  }

  TEST_CASE("set stores any name") {
    ApplicationEnvironment env({.prefix = "APP_ENV"});

    env.set("OTHER", "x");
    env.set("OTHER", "y");

    CHECK(env.get("OTHER") == "y");
  }

  TEST_CASE("values are converted on request") {
    const ApplicationEnvironment env({.prefix = "",
                                      .envs = {{"PORT", "8080"},
                                               {"RATIO", "0.5"},
                                               {"ON", "Yes"},
                                               {"OFF", "0"},
                                               {"EMPTY", ""},
                                               {"NAME", "x"}}});

    CHECK(env.get<int>("PORT") == 8080);
    CHECK(env.get<std::uint16_t>("PORT", 1) == 8080);
    CHECK(env.get<double>("RATIO") == doctest::Approx(0.5));
    CHECK(env.get<bool>("ON") == true);
    CHECK(env.get<bool>("OFF") == false);
    CHECK(env.get<std::string>("NAME") == "x");
  }

  TEST_CASE("an absent or empty value gives the fallback") {
    const ApplicationEnvironment env({.prefix = "", .envs = {{"EMPTY", ""}}});

    CHECK(env.get<int>("EMPTY", 7) == 7);
    CHECK(env.get<int>("MISSING", 8) == 8);
    CHECK_FALSE(env.get<bool>("EMPTY"));
    CHECK(env.get("EMPTY") == "");
  }

  TEST_CASE("a value that does not convert is an error with its name and value") {
    const ApplicationEnvironment env({.prefix = "",
                                      .envs = {{"PORT", "80a"},
                                               {"SMALL", "300"},
                                               {"RATIO", "nan"},
                                               {"FLAG", "maybe"},
                                               {"APP_ENV_TOKEN", "s3cret"}}});

    CHECK_THROWS_WITH_AS(env.get<int>("PORT"),
                         "[ApplicationEnvironment][get] Invalid integer | key: PORT | value: 80a",
                         ApplicationError);
    CHECK_THROWS_AS(env.get<std::uint8_t>("SMALL"), ApplicationError);
    CHECK_THROWS_AS(env.get<double>("RATIO"), ApplicationError);
    CHECK_THROWS_WITH(env.get<bool>("FLAG"), doctest::Contains("Invalid boolean | key: FLAG"));
    CHECK_THROWS_WITH(env.get<int>("APP_ENV_TOKEN"), doctest::Contains("value: [REDACTED]"));
  }

  TEST_CASE("isDevelopment asks for an explicit NODE_ENV") {
    const ApplicationEnvironment env({.prefix = "APP_ENV"});
    {
      const test::ScopedVariable nodeEnv("NODE_ENV", nullptr);
      CHECK_FALSE(env.isDevelopment());
    }
    const test::ScopedVariable nodeEnv("NODE_ENV", "development");
    CHECK(env.isDevelopment());
  }

  TEST_CASE("the environment of the process is one object") {
    CHECK(&applicationEnvironment() == &applicationEnvironment());
    CHECK(applicationEnvironment().prefix() == "APP_ENV");
  }
}

}  // namespace ignis
