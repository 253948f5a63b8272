#pragma once

namespace ignis {

/// Milliseconds of a clock that never goes back, with fractions.
double getPerformanceCheckpoint() noexcept;

struct ExecutedPerformanceOptions {
  double from;  ///< what `getPerformanceCheckpoint` gave
  int digit = 6;
};

/// Milliseconds since `from`, rounded to `digit` decimals.
double getExecutedPerformance(const ExecutedPerformanceOptions& options) noexcept;

}  // namespace ignis
