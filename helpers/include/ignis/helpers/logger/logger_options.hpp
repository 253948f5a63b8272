#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/logger/log_level.hpp"

namespace ignis {

/// Where log files go and when a new one begins: `${folder}/${prefix}-info-${DATE}.log`, and the
/// same with `-error-`. A file exists from the first line on that belongs into it.
struct LoggerFileOptions {
  std::string folder;
  std::string prefix{};                     ///< the label when empty
  std::string frequency = "1h";             ///< `<n>m`, `<n>h` or `daily`
  std::string maxSize = "100m";             ///< `<n>k`, `<n>m`, `<n>g`; then part `.1`, `.2`, …
  std::string maxFiles = "5d";              ///< keep `<n>d` days, or `<n>` files of each kind
  std::string datePattern = "YYYYMMDD_HH";  ///< YYYY MM DD HH mm ss, local time
};

/// What `LoggerFactory::configure` takes.
struct LoggerOptions {
  LogLevel level = LogLevel::INFO;
  LoggerFormat format = LoggerFormat::TEXT;
  std::string label = "APP";
  bool console = true;
  int consoleDescriptor = 1;  ///< standard output; must stay open
  std::optional<LoggerFileOptions> files{};

  /// Receives every line, without its end, in the thread that logs and one line at a time. What it
  /// logs itself is not handed to it again; it must not call `LoggerFactory::configure`.
  std::function<void(std::string_view line)> sink{};

  /// The time of lines and file names; the system clock when empty.
  std::function<std::chrono::system_clock::time_point()> clock{};
};

}  // namespace ignis
