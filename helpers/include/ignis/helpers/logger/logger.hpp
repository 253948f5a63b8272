#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "ignis/helpers/logger/log_level.hpp"

namespace ignis {

namespace detail {
/// The largest priority that is printed. Read on every log call, hence not behind a function.
extern std::atomic<int> logThreshold;
}  // namespace detail

/// Logs for one scope: `[Scope] message`. There is one per scope, it lives as long as the process,
/// and every method may be called from any thread. A log call never throws and never waits for the
/// console. Scopes are names in the program, not data: they are kept for good.
class Logger {
 public:
  /// The logger of `scope`, always the same one.
  static Logger& get(std::string_view scope);

  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  /// The logger of `${scope}-${methodName}`.
  Logger& forMethod(std::string_view methodName) const;

  const std::string& scope() const noexcept { return scope_; }

  /// For arguments that are expensive to compute; the log calls check by themselves.
  static bool isEnabled(LogLevel level) noexcept {
    return LogLevels::priority(level) <= detail::logThreshold.load(std::memory_order_relaxed);
  }

  template <class... Args>
  void debug(fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(LogLevel::DEBUG)) write(LogLevel::DEBUG, format, fmt::make_format_args(args...));
  }

  template <class... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(LogLevel::INFO)) write(LogLevel::INFO, format, fmt::make_format_args(args...));
  }

  template <class... Args>
  void warn(fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(LogLevel::WARN)) write(LogLevel::WARN, format, fmt::make_format_args(args...));
  }

  template <class... Args>
  void error(fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(LogLevel::ERROR)) write(LogLevel::ERROR, format, fmt::make_format_args(args...));
  }

  template <class... Args>
  void emerg(fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(LogLevel::EMERG)) write(LogLevel::EMERG, format, fmt::make_format_args(args...));
  }

  template <class... Args>
  void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) const noexcept {
    if (isEnabled(level)) write(level, format, fmt::make_format_args(args...));
  }

 private:
  friend class LoggerFactory;
  friend class LogCore;

  explicit Logger(std::string scope);

  void write(LogLevel level, fmt::string_view format, fmt::format_args args) const noexcept;

  std::string scope_;
  std::string textPrefix_;  ///< `[scope] `, control characters escaped
  std::string jsonScope_;   ///< the scope as a JSON string
};

/// The original's name for the same class.
using ApplicationLogger = Logger;

}  // namespace ignis
