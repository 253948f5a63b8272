#include "ignis/helpers/common/random.hpp"

#include <sys/random.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>

namespace ignis {

namespace {

/// xoshiro256** of Blackman and Vigna. All zero means: not seeded yet.
struct Xoshiro {
  std::array<std::uint64_t, 4> state;
};

constinit thread_local Xoshiro generator{};

}  // namespace

void randomBytes(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t count = ::getrandom(out.data(), out.size(), 0);
    if (count > 0) {
      out = out.subspan(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      // A kernel without randomness: whatever went on would be guessable.
      std::abort();
    }
  }
}

std::string randomBytes(std::size_t size) {
  std::string result(size, '\0');
  randomBytes(std::as_writable_bytes(std::span(result)));
  return result;
}

std::uint64_t fastRandom() noexcept {
  auto& s = generator.state;
  while ((s[0] | s[1] | s[2] | s[3]) == 0) randomBytes(std::as_writable_bytes(std::span(s)));

  const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
  const std::uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = std::rotl(s[3], 45);
  return result;
}

}  // namespace ignis
