#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ignis/helpers/logger/logger_options.hpp"

namespace ignis {

/// Most lines fit into the buffer itself, so that a log call allocates nothing.
using LineBuffer = fmt::basic_memory_buffer<char, 1024>;

/// Longer messages are cut: one line must not push thousands of others out.
inline constexpr std::size_t MAX_MESSAGE_SIZE = 64 * 1024;

/// Appends `text` with control characters, and bytes that are not UTF-8, made visible (`\n`,
/// `\x1b`): what a peer sent can neither begin a line nor drive a terminal.
void appendEscaped(LineBuffer& out, std::string_view text);

/// Appends `text` as the inside of a JSON string.
void appendJsonEscaped(LineBuffer& out, std::string_view text);

/// Makes lines of one format and label. Immutable, hence shared by all threads.
class LogLineStyle {
 public:
  struct Scope {
    std::string_view textPrefix;
    std::string_view jsonScope;
  };

  LogLineStyle(LoggerFormat format, std::string_view label,
               std::function<std::chrono::system_clock::time_point()> clock);

  /// Appends a whole line with its line feed; returns where the level's name begins, or 0.
  std::size_t append(LineBuffer& out, LogLevel level, const Scope& scope, fmt::string_view format,
                     fmt::format_args args) const;

  std::chrono::system_clock::time_point now() const;

 private:
  void appendText(LineBuffer& out, LogLevel level, const Scope& scope, fmt::string_view format,
                  fmt::format_args args) const;
  void appendJson(LineBuffer& out, LogLevel level, const Scope& scope, fmt::string_view format,
                  fmt::format_args args) const;

  LoggerFormat format_;
  std::string textLabel_;                                            ///< ` [label] `
  std::array<std::string, LogLevels::SCHEME_SET.size()> textParts_;  ///< ` [label] level: `
  std::string jsonLabel_;
  std::function<std::chrono::system_clock::time_point()> clock_;
};

}  // namespace ignis
