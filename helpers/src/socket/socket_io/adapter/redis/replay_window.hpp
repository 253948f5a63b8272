#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ignis::socket_io {

/// Tells the numbers of one sender that have been there before, as long as they are not far behind
/// the highest: a command whose answer is lost with the connection is sent again.
class ReplayWindow {
 public:
  static constexpr std::uint64_t SIZE = 4096;

  /// False when the number has been taken before, or is too old to tell.
  bool take(std::uint64_t number) noexcept {
    if (number >= end_) {
      for (std::uint64_t skipped = number - end_ < SIZE ? end_ : number - SIZE + 1;
           skipped <= number; ++skipped) {
        bit(skipped, false);
      }
      end_ = number + 1;
    } else if (number + SIZE < end_ || isSet(number)) {
      return false;
    }
    bit(number, true);
    return true;
  }

 private:
  bool isSet(std::uint64_t number) const noexcept {
    return (words_[number % SIZE / 64] >> number % 64 & 1) != 0;
  }
  void bit(std::uint64_t number, bool value) noexcept {
    std::uint64_t& word = words_[number % SIZE / 64];
    const std::uint64_t mask = std::uint64_t{1} << number % 64;
    word = value ? word | mask : word & ~mask;
  }

  std::array<std::uint64_t, SIZE / 64> words_{};
  std::uint64_t end_ = 0;  ///< behind the highest
};

}  // namespace ignis::socket_io
