#include "json/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace ignis::utf8 {

namespace {

constexpr std::uint64_t ONES = 0x0101010101010101;
constexpr std::uint64_t HIGH_BITS = 0x8080808080808080;

/// Whether every byte is printable ASCII; a false alarm is impossible, 0x7f counts as printable.
bool isPlain(std::uint64_t word) noexcept {
  return (((word - ONES * 0x20) | word) & HIGH_BITS) == 0;
}

bool isContinuation(std::string_view text, std::size_t at, unsigned char low,
                    unsigned char high) noexcept {
  const auto byte = static_cast<unsigned char>(at < text.size() ? text[at] : '\0');
  return byte >= low && byte <= high;
}

}  // namespace

Sequence decode(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) {
    return {.size = 1, .isValid = true};
  }
  std::size_t size = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    low = lead == 0xE0 ? 0xA0 : low;
    high = lead == 0xED ? 0x9F : high;  // no surrogates
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    low = lead == 0xF0 ? 0x90 : low;
    high = lead == 0xF4 ? 0x8F : high;
  } else {
    return {.size = 1, .isValid = false};
  }
  for (std::size_t at = 1; at < size; ++at) {
    if (!isContinuation(text, at, low, high)) {
      return {.size = at, .isValid = false};
    }
    low = 0x80;
    high = 0xBF;
  }
  return {.size = size, .isValid = true};
}

std::size_t findIllegalByte(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t word = 0;
    if (text.size() - at >= sizeof(word)) {
      std::memcpy(&word, text.data() + at, sizeof(word));
      if (isPlain(word)) {
        at += sizeof(word);
        continue;
      }
    }
    const std::size_t stop = at + sizeof(word);
    while (at < stop && at < text.size()) {
      const auto byte = static_cast<unsigned char>(text[at]);
      if (byte >= 0x80) {
        const Sequence sequence = decode(text.substr(at));
        if (!sequence.isValid) {
          return at;
        }
        at += sequence.size;
      } else if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r') {
        ++at;
      } else {
        return at;
      }
    }
  }
  return std::string_view::npos;
}

}  // namespace ignis::utf8
