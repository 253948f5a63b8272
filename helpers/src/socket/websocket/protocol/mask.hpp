#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ignis {

constexpr std::size_t MASK_BYTES = 4;

/// Masks or unmasks (RFC 6455 section 5.3). `part` begins `offset` bytes into the payload; `key` is
/// as it lies in memory. Returns whether the result is ASCII, which is known on the way: text that
/// is needs no other look at its bytes.
inline bool applyMask(std::span<char> part, std::uint32_t key, std::size_t offset = 0) noexcept {
  const int turn = static_cast<int>(8 * (offset % MASK_BYTES));
  key = std::endian::native == std::endian::little ? std::rotr(key, turn) : std::rotl(key, turn);
  std::size_t at = 0;
  int highBits = 0;
#ifdef __SSE2__
  const __m128i widestKey = _mm_set1_epi32(static_cast<int>(key));
  __m128i seen = _mm_setzero_si128();
  for (; at + sizeof widestKey <= part.size(); at += sizeof widestKey) {
    auto* const place = reinterpret_cast<__m128i*>(part.data() + at);
    const __m128i block = _mm_xor_si128(_mm_loadu_si128(place), widestKey);
    _mm_storeu_si128(place, block);
    seen = _mm_or_si128(seen, block);
  }
  highBits = _mm_movemask_epi8(seen);
#endif
  const std::uint64_t wideKey = std::uint64_t{key} << 32 | key;
  std::uint64_t seenWide = 0;
  for (; at + sizeof wideKey <= part.size(); at += sizeof wideKey) {
    std::uint64_t block = 0;
    std::memcpy(&block, part.data() + at, sizeof block);
    block ^= wideKey;
    std::memcpy(part.data() + at, &block, sizeof block);
    seenWide |= block;
  }
  std::array<char, MASK_BYTES> turned;
  std::memcpy(turned.data(), &key, sizeof key);
  for (; at < part.size(); ++at) {
    part[at] = static_cast<char>(part[at] ^ turned[at % MASK_BYTES]);
    seenWide |= static_cast<unsigned char>(part[at]);
  }
  return highBits == 0 && (seenWide & 0x8080808080808080ULL) == 0;
}

}  // namespace ignis
