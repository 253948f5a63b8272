#include "redis/client/reconnect_delay.hpp"

#include <algorithm>
#include <cstdint>

#include "ignis/helpers/common/random.hpp"

namespace ignis {

std::chrono::milliseconds ReconnectDelay::next() noexcept {
  const auto full = static_cast<std::uint64_t>(full_.count());
  full_ = std::min(full_ * 2, most_);
  const std::uint64_t half = full / 2;
  return std::chrono::milliseconds(full - half + fastRandom() % (half + 1));
}

}  // namespace ignis
