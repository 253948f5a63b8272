#pragma once

#include <string>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/logger/logger.hpp"

namespace ignis {

struct PerformanceMeasureOptions {
  std::string scope;
  Logger* logger = nullptr;  ///< `Logger::get(scope)` when null
  LogLevel level = LogLevel::DEBUG;
  std::string description = "Executing";
  std::string args{};  ///< printed as it is; left out when empty
};

/// Logs `[scope] START | …` now and `[scope] DONE | … | Took: … (ms)` when it goes out of scope.
class ScopedTimer {
 public:
  explicit ScopedTimer(PerformanceMeasureOptions options);
  ~ScopedTimer();

  ScopedTimer(const ScopedTimer&) = delete;
  ScopedTimer& operator=(const ScopedTimer&) = delete;

  double elapsedMilliseconds() const noexcept;

 private:
  PerformanceMeasureOptions options_;
  double from_;
};

namespace detail {

template <class T>
inline constexpr bool isTask = false;
template <class T>
inline constexpr bool isTask<Task<T>> = true;

template <class T, class TaskFn>
Task<T> measureTask(PerformanceMeasureOptions options, TaskFn task) {
  const ScopedTimer timer(std::move(options));
  co_return co_await task();
}

}  // namespace detail

/// Runs `task()` between a START and a DONE line and returns what it returns; awaitable when the
/// task is. The DONE line is written however the task ends.
template <class TaskFn>
auto executeWithPerformanceMeasure(PerformanceMeasureOptions options, TaskFn task) {
  using Result = decltype(task());
  if constexpr (detail::isTask<Result>) {
    return detail::measureTask<typename Result::value_type>(std::move(options), std::move(task));
  } else {
    const ScopedTimer timer(std::move(options));
    return task();
  }
}

}  // namespace ignis
