#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/ascii.hpp>

namespace chat {

using ignis::getError;

namespace {

constexpr bool startsCharacter(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

/// The next code point of valid UTF-8, which JSON text is; takes it off `text`.
std::uint32_t takeCharacter(std::string_view& text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  std::uint32_t character = first < 0x80   ? first
                            : first < 0xE0 ? first & 0x1F
                            : first < 0xF0 ? first & 0x0F
                                           : first & 0x07;
  text.remove_prefix(1);
  while (!text.empty() && !startsCharacter(text.front())) {
    character = character << 6 | (static_cast<unsigned char>(text.front()) & 0x3FU);
    text.remove_prefix(1);
  }
  return character;
}

/// Control characters, line separators, and what shows nothing or turns the text around: with them
/// two names could look the same.
constexpr bool isUnprintable(std::uint32_t character) noexcept {
  return character < 0x20 || (character >= 0x7F && character <= 0x9F) ||
         (character >= 0x200B && character <= 0x200F) ||
         (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF;
}

void requireLength(std::string_view what, std::size_t characters, std::size_t maximum) {
  if (characters == 0 || characters > maximum) {
    throw getError({.message = fmt::format("{} must have 1 to {} characters", what, maximum)});
  }
}

}  // namespace

std::size_t countCharacters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(text, startsCharacter));
}

std::string cleanLine(std::string_view what, std::string_view text, std::size_t maximum) {
  const std::string_view trimmed = ignis::ascii::trim(text);
  requireLength(what, countCharacters(trimmed), maximum);
  for (std::string_view rest = trimmed; !rest.empty();) {
    if (isUnprintable(takeCharacter(rest))) {
      throw getError({.message = fmt::format("{} must not have control characters", what)});
    }
  }
  return std::string(trimmed);
}

std::string cleanText(std::string_view what, std::string_view text, std::size_t maximum) {
  requireLength(what, countCharacters(ignis::ascii::trim(text)), maximum);
  requireLength(what, countCharacters(text), maximum);
  return std::string(text);
}

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw getError({.message = "[sha256Hex] OpenSSL has no SHA-256", .statusCode = 500});
  }
  std::string hex;
  for (unsigned int index = 0; index < size; ++index) {
    fmt::format_to(std::back_inserter(hex), "{:02x}", digest[index]);
  }
  return hex;
}

}  // namespace chat
