#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis::socket_io {

/// Makes ids as Engine.IO does: 12 random bytes and the low 3 bytes of a counter, in base64 that is
/// safe in URLs. Generators with one `step` and different starts never give the same counter, so
/// that an id tells which of them made it.
class IdGenerator {
 public:
  IdGenerator(std::uint32_t start, std::uint32_t step)
      : counter_(start), start_(start), step_(step) {}

  SocketId next();
  /// The counter in an id that a generator has made; anything in another text. It stays the start
  /// modulo the step for good.
  static std::uint32_t counterOf(const SocketId& id) noexcept;

 private:
  static constexpr std::size_t RANDOM_BYTES = 12;
  static constexpr std::size_t IDS_PER_FILL = 64;

  std::array<std::byte, RANDOM_BYTES * IDS_PER_FILL> random_{};
  std::size_t used_ = RANDOM_BYTES * IDS_PER_FILL;
  std::uint32_t counter_;
  std::uint32_t start_;
  std::uint32_t step_;
};

}  // namespace ignis::socket_io
