#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ignis {

namespace {

constexpr std::uint64_t HIGH_BITS = 0x8080808080808080ULL;

/// The state packs what must follow: how many bytes, and the range that the next one must be in
/// (only the first continuation of some leads is narrower than 80..BF; Unicode table 3-7).
constexpr std::uint32_t expect(std::uint32_t count, std::uint32_t low, std::uint32_t high) {
  return count << 16 | low << 8 | high;
}

constexpr std::uint32_t INVALID = UINT32_MAX;

constexpr std::uint32_t afterLead(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return expect(1, 0x80, 0xBF);
  if (lead == 0xE0) return expect(2, 0xA0, 0xBF);
  if (lead == 0xED) return expect(2, 0x80, 0x9F);
  if (lead >= 0xE1 && lead <= 0xEF) return expect(2, 0x80, 0xBF);
  if (lead == 0xF0) return expect(3, 0x90, 0xBF);
  if (lead >= 0xF1 && lead <= 0xF3) return expect(3, 0x80, 0xBF);
  if (lead == 0xF4) return expect(3, 0x80, 0x8F);
  return INVALID;
}

/// How many bytes at the front are ASCII, counted in blocks of 16.
std::size_t asciiBlocks(std::string_view bytes) noexcept {
  std::size_t at = 0;
#ifdef __SSE2__
  while (at + 16 <= bytes.size()) {
    const auto* const block = reinterpret_cast<const __m128i*>(bytes.data() + at);
    if (_mm_movemask_epi8(_mm_loadu_si128(block)) != 0) {
      break;
    }
    at += 16;
  }
#endif
  return at;
}

}  // namespace

bool Utf8Validator::feed(std::string_view bytes) noexcept {
  std::uint32_t state = state_;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (state == 0) {
      at += asciiBlocks(bytes.substr(at));
      std::uint64_t word = 0;
      while (at + sizeof word <= bytes.size()) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if ((word & HIGH_BITS) != 0) {
          break;
        }
        at += sizeof word;
      }
      if (at == bytes.size()) {
        break;
      }
      state = afterLead(static_cast<unsigned char>(bytes[at++]));
      if (state == INVALID) {
        return false;
      }
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (byte < ((state >> 8) & 0xFF) || byte > (state & 0xFF)) {
      return false;
    }
    const std::uint32_t left = (state >> 16) - 1;
    state = left == 0 ? 0 : expect(left, 0x80, 0xBF);
  }
  state_ = state;
  return true;
}

bool isValidUtf8(std::string_view text) noexcept {
  Utf8Validator validator;
  return validator.feed(text) && validator.isComplete();
}

}  // namespace ignis
