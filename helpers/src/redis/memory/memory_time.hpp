#pragma once

#include <chrono>

namespace ignis {

/// When a command is executed. Deadlines are kept in steady time, which nobody sets back; wall
/// time, since 1970, is for commands that name a date.
struct MemoryTime {
  std::chrono::milliseconds steady;
  std::chrono::microseconds wall;
};

}  // namespace ignis
