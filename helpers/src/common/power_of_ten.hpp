#pragma once

#include <cstdint>

namespace ignis {

/// Whether what has happened `count` times is worth a line in the log: the first time, and then
/// whenever the number has grown tenfold.
constexpr bool isPowerOfTen(std::uint64_t count) noexcept {
  while (count > 1 && count % 10 == 0) {
    count /= 10;
  }
  return count == 1;
}

}  // namespace ignis
