#include "ignis/helpers/common/performance.hpp"

#include <chrono>
#include <cmath>

#include "ignis/helpers/common/performance_measure.hpp"

namespace ignis {

double getPerformanceCheckpoint() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

double getExecutedPerformance(const ExecutedPerformanceOptions& options) noexcept {
  const double scale = std::pow(10.0, options.digit);
  return std::round((getPerformanceCheckpoint() - options.from) * scale) / scale;
}

ScopedTimer::ScopedTimer(PerformanceMeasureOptions options)
    : options_(std::move(options)), from_(getPerformanceCheckpoint()) {
  if (options_.logger == nullptr) options_.logger = &Logger::get(options_.scope);
  const auto& [scope, logger, level, description, args] = options_;
  if (args.empty()) {
    logger->log(level, "[{}] START | {} ...", scope, description);
  } else {
    logger->log(level, "[{}] START | {}... | Args: {}", scope, description, args);
  }
}

ScopedTimer::~ScopedTimer() {
  const auto& [scope, logger, level, description, args] = options_;
  if (args.empty()) {
    logger->log(level, "[{}] DONE | {} | Took: {} (ms)", scope, description, elapsedMilliseconds());
  } else {
    logger->log(level, "[{}] DONE | {} | Args: {} | Took: {} (ms)", scope, description, args,
                elapsedMilliseconds());
  }
}

double ScopedTimer::elapsedMilliseconds() const noexcept {
  return getExecutedPerformance({.from = from_});
}

}  // namespace ignis
