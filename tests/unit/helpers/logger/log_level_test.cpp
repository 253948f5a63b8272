#include "ignis/helpers/logger/log_level.hpp"

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/LogLevels") {
  TEST_CASE("names and levels belong together") {
    for (const std::string_view name : LogLevels::SCHEME_SET) {
      REQUIRE(LogLevels::fromName(name));
      CHECK(LogLevels::toName(*LogLevels::fromName(name)) == name);
    }
    CHECK(LogLevels::isValid("silly"));
    CHECK_FALSE(LogLevels::isValid("INFO"));
  }

  TEST_CASE("priorities are the documented ones") {
    CHECK(LogLevels::priority(LogLevel::ERROR) == 0);
    CHECK(LogLevels::priority(LogLevel::ALERT) == 0);
    CHECK(LogLevels::priority(LogLevel::EMERG) == 0);
    CHECK(LogLevels::priority(LogLevel::WARN) == 1);
    CHECK(LogLevels::priority(LogLevel::INFO) == 2);
    CHECK(LogLevels::priority(LogLevel::HTTP) == 3);
    CHECK(LogLevels::priority(LogLevel::VERBOSE) == 4);
    CHECK(LogLevels::priority(LogLevel::DEBUG) == 5);
    CHECK(LogLevels::priority(LogLevel::SILLY) == 6);
  }

  TEST_CASE("there are two formats") {
    CHECK(LoggerFormats::fromName("json") == LoggerFormat::JSON);
    CHECK(LoggerFormats::isValid("text"));
    CHECK_FALSE(LoggerFormats::isValid("xml"));
  }
}

}  // namespace ignis
