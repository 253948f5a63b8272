#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace ignis {

constexpr std::size_t MASK_BYTES = 4;

/// Masks or unmasks (RFC 6455 section 5.3). `part` begins `offset` bytes into the payload; `key` is
/// as it lies in memory.
inline void applyMask(std::span<char> part, std::uint32_t key, std::size_t offset = 0) noexcept {
  const int turn = static_cast<int>(8 * (offset % MASK_BYTES));
  key = std::endian::native == std::endian::little ? std::rotr(key, turn) : std::rotl(key, turn);
  const std::uint64_t wideKey = std::uint64_t{key} << 32 | key;
  std::size_t at = 0;
  for (; at + sizeof wideKey <= part.size(); at += sizeof wideKey) {
    std::uint64_t block = 0;
    std::memcpy(&block, part.data() + at, sizeof block);
    block ^= wideKey;
    std::memcpy(part.data() + at, &block, sizeof block);
  }
  std::array<char, MASK_BYTES> turned;
  std::memcpy(turned.data(), &key, sizeof key);
  for (; at < part.size(); ++at) {
    part[at] = static_cast<char>(part[at] ^ turned[at % MASK_BYTES]);
  }
}

}  // namespace ignis
