#pragma once

#include <array>
#include <cstdio>
#include <string>

namespace ignis::bench {

/// What `printf` would print, a line at most.
template <class... Values>
std::string format(const char* text, Values... values) {
  std::array<char, 256> line;
  std::snprintf(line.data(), line.size(), text, values...);
  return line.data();
}

}  // namespace ignis::bench
