#include "redis/cluster/key_slot.hpp"

#include <array>
#include <cstddef>

namespace ignis {

namespace {

constexpr std::uint16_t POLYNOMIAL = 0x1021;

/// CRC-16/XMODEM, a byte at a time.
constexpr std::array<std::uint16_t, 256> CRC_OF_BYTE = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte << 8;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
    }
    table[byte] = static_cast<std::uint16_t>(crc);
  }
  return table;
}();

std::string_view hashedPart(std::string_view key) noexcept {
  const std::size_t open = key.find('{');
  if (open == std::string_view::npos) {
    return key;
  }
  const std::size_t close = key.find('}', open + 1);
  if (close == std::string_view::npos || close == open + 1) {
    return key;
  }
  return key.substr(open + 1, close - open - 1);
}

}  // namespace

RedisSlot keySlot(std::string_view key) noexcept {
  unsigned crc = 0;
  for (const char c : hashedPart(key)) {
    const unsigned index = ((crc >> 8) ^ static_cast<unsigned char>(c)) & 0xFFU;
    crc = ((crc << 8) ^ CRC_OF_BYTE[index]) & 0xFFFFU;
  }
  return static_cast<RedisSlot>(crc % REDIS_SLOTS);
}

}  // namespace ignis
