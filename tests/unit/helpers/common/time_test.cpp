#include "ignis/helpers/common/time.hpp"

#include <chrono>
#include <cstdint>

#include <doctest/doctest.h>

namespace ignis {

using std::chrono::milliseconds;
using std::chrono::system_clock;

namespace {
system_clock::time_point at(std::int64_t ms) { return system_clock::time_point(milliseconds(ms)); }
}  // namespace

TEST_SUITE("helpers/time") {
  TEST_CASE("a time is written as JavaScript writes it") {
    CHECK(toIsoString(at(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(toIsoString(at(1795218661123)) == "2026-11-20T23:51:01.123Z");
    CHECK(toIsoString(at(951827696789)) == "2000-02-29T12:34:56.789Z");
    CHECK(toIsoString(at(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(toDateString(at(1795218661123)) ==
          "Fri Nov 20 2026 23:51:01 GMT+0000 (Coordinated Universal Time)");
  }

  TEST_CASE("the present has 24 characters") { CHECK(nowIso().size() == ISO_STRING_SIZE); }
}

}  // namespace ignis
