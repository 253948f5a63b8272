#include "socket/socket_io/id_generator.hpp"

#include <algorithm>
#include <string_view>

#include "ignis/helpers/common/random.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::string_view ALPHABET =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t COUNTER_END = 1U << 24;
constexpr std::size_t COUNTER_DIGITS = 4;

}  // namespace

std::uint32_t IdGenerator::counterOf(const SocketId& id) noexcept {
  std::uint32_t counter = 0;
  for (const char digit : id.view().substr(SocketId::SIZE - COUNTER_DIGITS)) {
    counter = counter << 6 | static_cast<std::uint32_t>(ALPHABET.find(digit) & 63);
  }
  return counter;
}

SocketId IdGenerator::next() {
  if (used_ == random_.size()) {
    randomBytes(random_);
    used_ = 0;
  }
  std::array<std::uint8_t, 15> bytes{};
  for (std::size_t index = 0; index < RANDOM_BYTES; ++index) {
    bytes[index] = static_cast<std::uint8_t>(random_[used_]);
    random_[used_++] = std::byte{0};  // an id that was given out is not to be found in memory
  }
  bytes[12] = static_cast<std::uint8_t>(counter_ >> 16);
  bytes[13] = static_cast<std::uint8_t>(counter_ >> 8);
  bytes[14] = static_cast<std::uint8_t>(counter_);
  counter_ = counter_ + step_ < COUNTER_END ? counter_ + step_ : start_;

  SocketId id;
  for (std::size_t group = 0; group < bytes.size() / 3; ++group) {
    const std::uint32_t bits = static_cast<std::uint32_t>(bytes[group * 3]) << 16 |
                               static_cast<std::uint32_t>(bytes[group * 3 + 1]) << 8 |
                               static_cast<std::uint32_t>(bytes[group * 3 + 2]);
    for (std::size_t digit = 0; digit < 4; ++digit) {
      id.characters_[group * 4 + digit] = ALPHABET[bits >> (18 - 6 * digit) & 63];
    }
  }
  return id;
}

}  // namespace ignis::socket_io
