#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis::test {

/// The time that all captured lines have.
inline constexpr std::chrono::system_clock::time_point LOG_TIME{
    std::chrono::milliseconds(1795218661123)};
inline constexpr std::string_view LOG_TIME_TEXT = "2026-11-20T23:51:01.123Z";

/// Takes all log lines instead of the console, until it goes.
class CapturedLog {
 public:
  explicit CapturedLog(LoggerOptions options = {}) {
    options.console = false;
    options.clock = [] { return LOG_TIME; };
    options.sink = [this](std::string_view line) { lines_.emplace_back(line); };
    LoggerFactory::configure(std::move(options));
  }
  ~CapturedLog() { LoggerFactory::configure({}); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  const std::vector<std::string>& lines() const { return lines_; }

  /// The last line behind its timestamp.
  std::string last() const {
    return lines_.empty() ? std::string() : lines_.back().substr(LOG_TIME_TEXT.size() + 1);
  }

 private:
  std::vector<std::string> lines_;
};

}  // namespace ignis::test
