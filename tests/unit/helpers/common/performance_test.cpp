#include "ignis/helpers/common/performance.hpp"

#include <cmath>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/performance") {
  TEST_CASE("elapsed time does not go back and is rounded") {
    const double from = getPerformanceCheckpoint();
    const double elapsed = getExecutedPerformance({.from = from - 12.3456, .digit = 0});

    CHECK(getPerformanceCheckpoint() >= from);
    CHECK(elapsed >= 12);
    CHECK(elapsed == std::round(elapsed));
  }
}

}  // namespace ignis
