#include "ignis/helpers/common/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ignis {

namespace {

constexpr std::string_view ALPHABET =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t INVALID = 0xff;

constexpr auto VALUES = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(INVALID);
  for (std::size_t i = 0; i < ALPHABET.size(); ++i) {
    table[static_cast<unsigned char>(ALPHABET[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

std::string base64Encode(std::string_view bytes) {
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  const auto byteAt = [bytes](std::size_t i) -> std::uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group = byteAt(i) << 16 | byteAt(i + 1) << 8 | byteAt(i + 2);
    result += ALPHABET[group >> 18];
    result += ALPHABET[group >> 12 & 63];
    result += i + 1 < bytes.size() ? ALPHABET[group >> 6 & 63] : '=';
    result += i + 2 < bytes.size() ? ALPHABET[group & 63] : '=';
  }
  return result;
}

std::optional<std::string> base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::string result;
  result.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  const std::size_t digits = text.size() - padding;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t value = i < digits ? VALUES[static_cast<unsigned char>(text[i])] : 0;
    if (value == INVALID) return std::nullopt;
    group = group << 6 | value;
    if (i % 4 != 3) continue;
    result += static_cast<char>(group >> 16 & 0xff);
    result += static_cast<char>(group >> 8 & 0xff);
    result += static_cast<char>(group & 0xff);
  }
  for (; padding > 0; --padding) {
    if (result.back() != '\0') return std::nullopt;
    result.pop_back();
  }
  return result;
}

}  // namespace ignis
