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
  std::string result((bytes.size() + 2) / 3 * 4, '=');
  const auto byteAt = [bytes](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[i]);
  };
  char* out = result.data();
  std::size_t i = 0;
  for (; bytes.size() - i >= 3; i += 3) {
    const std::uint32_t group = byteAt(i) << 16 | byteAt(i + 1) << 8 | byteAt(i + 2);
    *out++ = ALPHABET[group >> 18];
    *out++ = ALPHABET[group >> 12 & 63];
    *out++ = ALPHABET[group >> 6 & 63];
    *out++ = ALPHABET[group & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest > 0) {
    const std::uint32_t group = byteAt(i) << 16 | (rest > 1 ? byteAt(i + 1) << 8 : 0);
    *out++ = ALPHABET[group >> 18];
    *out++ = ALPHABET[group >> 12 & 63];
    if (rest > 1) {
      *out = ALPHABET[group >> 6 & 63];
    }
  }
  return result;
}

std::optional<std::string> base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::string result(text.size() / 4 * 3, '\0');
  const std::size_t digits = text.size() - padding;
  const auto valueAt = [text, digits](std::size_t i) -> std::uint32_t {
    return i < digits ? VALUES[static_cast<unsigned char>(text[i])] : 0;
  };
  char* out = result.data();
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::uint32_t a = valueAt(i), b = valueAt(i + 1), c = valueAt(i + 2), d = valueAt(i + 3);
    if ((a | b | c | d) == INVALID) return std::nullopt;
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    *out++ = static_cast<char>(group >> 16 & 0xff);
    *out++ = static_cast<char>(group >> 8 & 0xff);
    *out++ = static_cast<char>(group & 0xff);
  }
  for (; padding > 0; --padding) {
    if (result.back() != '\0') return std::nullopt;
    result.pop_back();
  }
  return result;
}

}  // namespace ignis
