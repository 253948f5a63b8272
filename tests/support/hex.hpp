#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ignis::test {

inline std::string hexOf(std::string_view bytes) {
  constexpr char DIGITS[] = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex.push_back(DIGITS[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(DIGITS[static_cast<unsigned char>(byte) & 15]);
  }
  return hex;
}

/// Digits may be apart.
inline std::string fromHex(std::string_view hex) {
  std::string digits;
  for (const char digit : hex) {
    if (digit != ' ') {
      digits.push_back(static_cast<char>(digit <= '9' ? digit - '0' : digit - 'a' + 10));
    }
  }
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes.push_back(static_cast<char>(digits[at] << 4 | digits[at + 1]));
  }
  return bytes;
}

}  // namespace ignis::test
