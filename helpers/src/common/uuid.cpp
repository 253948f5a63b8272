#include "ignis/helpers/common/uuid.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "ignis/helpers/common/random.hpp"

namespace ignis {

namespace {

/// Two hexadecimal digits for every byte.
constexpr auto HEX_PAIRS = [] {
  constexpr char DIGITS[] = "0123456789abcdef";
  std::array<char, 512> table{};
  for (std::size_t i = 0; i < 256; ++i) {
    table[2 * i] = DIGITS[i >> 4];
    table[2 * i + 1] = DIGITS[i & 15];
  }
  return table;
}();

using Bytes = std::array<unsigned char, 16>;

void write(char* out36, Bytes bytes) noexcept {
  // RFC 9562, section 5.4: the version in the seventh byte, the variant in the ninth.
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);

  const auto put = [&](std::size_t offset, std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(out36 + offset + 2 * i, &HEX_PAIRS[2u * bytes[first + i]], 2);
    }
  };
  put(0, 0, 4);
  put(9, 4, 2);
  put(14, 6, 2);
  put(19, 8, 2);
  put(24, 10, 6);
  out36[8] = out36[13] = out36[18] = out36[23] = '-';
}

}  // namespace

void writeUuidV4(char* out36) noexcept {
  const std::uint64_t random[2]{fastRandom(), fastRandom()};
  Bytes bytes;
  std::memcpy(bytes.data(), random, sizeof bytes);
  write(out36, bytes);
}

std::string uuidV4() {
  std::string result(UUID_SIZE, '\0');
  writeUuidV4(result.data());
  return result;
}

std::string secureUuidV4() {
  Bytes bytes;
  randomBytes(std::as_writable_bytes(std::span(bytes)));
  std::string result(UUID_SIZE, '\0');
  write(result.data(), bytes);
  return result;
}

}  // namespace ignis
