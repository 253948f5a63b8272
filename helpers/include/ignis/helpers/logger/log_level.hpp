#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ignis {

enum class LogLevel : std::uint8_t { ERROR, ALERT, EMERG, WARN, INFO, HTTP, VERBOSE, DEBUG, SILLY };

/// Names and priorities of the levels. A smaller priority is more important.
struct LogLevels {
  static constexpr std::array<std::string_view, 9> SCHEME_SET{
      "error", "alert", "emerg", "warn", "info", "http", "verbose", "debug", "silly"};

  static constexpr bool isValid(std::string_view name) { return fromName(name).has_value(); }

  static constexpr std::optional<LogLevel> fromName(std::string_view name) {
    for (std::size_t index = 0; index < SCHEME_SET.size(); ++index) {
      if (SCHEME_SET[index] == name) return static_cast<LogLevel>(index);
    }
    return std::nullopt;
  }

  static constexpr std::string_view toName(LogLevel level) {
    return SCHEME_SET[static_cast<std::size_t>(level)];
  }

  static constexpr int priority(LogLevel level) {
    constexpr std::array<int, 9> PRIORITIES{0, 0, 0, 1, 2, 3, 4, 5, 6};
    return PRIORITIES[static_cast<std::size_t>(level)];
  }
};

enum class LoggerFormat : std::uint8_t { JSON, TEXT };

struct LoggerFormats {
  static constexpr std::array<std::string_view, 2> SCHEME_SET{"json", "text"};

  static constexpr bool isValid(std::string_view name) { return fromName(name).has_value(); }

  static constexpr std::optional<LoggerFormat> fromName(std::string_view name) {
    if (name == "json") return LoggerFormat::JSON;
    if (name == "text") return LoggerFormat::TEXT;
    return std::nullopt;
  }
};

}  // namespace ignis
