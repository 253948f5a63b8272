#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/logger/log_level.hpp"

namespace ignis {

/// Lines that wait to be written, one after another in `text`, each with its line feed.
struct LogBatch {
  struct Line {
    std::uint32_t size;
    std::uint16_t levelOffset;  ///< where the level's name begins; 0 when it is not to be coloured
    LogLevel level;
  };

  bool empty() const noexcept { return lines.empty(); }

  void append(std::string_view line, std::size_t levelOffset, LogLevel level) {
    lines.push_back({.size = static_cast<std::uint32_t>(line.size()),
                     .levelOffset = static_cast<std::uint16_t>(levelOffset),
                     .level = level});
    text += line;
  }

  /// Keeps the memory for the next batch, unless a burst made it large.
  void clear() {
    constexpr std::size_t KEPT = 1024 * 1024;
    if (text.capacity() > KEPT) *this = LogBatch{};
    text.clear();
    lines.clear();
  }

  std::string text;
  std::vector<Line> lines;
};

}  // namespace ignis
