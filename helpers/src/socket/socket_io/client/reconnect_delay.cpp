#include "socket/socket_io/client/reconnect_delay.hpp"

#include <algorithm>
#include <cmath>

namespace ignis::socket_io::client {

std::chrono::milliseconds reconnectDelay(const ClientOptions& options, std::size_t attempts,
                                         double random) {
  constexpr std::size_t MOST_DOUBLINGS = 64;  // far beyond any limit, and far from infinity
  double delay = std::ldexp(static_cast<double>(options.reconnectionDelay.count()),
                            static_cast<int>(std::min(attempts, MOST_DOUBLINGS)));
  const double factor = options.randomizationFactor;
  if (factor > 0 && factor <= 1) {
    const double deviation = std::floor(random * factor * delay);
    const bool isEarlier = static_cast<int>(random * 10) % 2 == 0;
    delay += isEarlier ? -deviation : deviation;
  }
  const auto most = static_cast<double>(options.reconnectionDelayMax.count());
  return std::chrono::milliseconds(
      static_cast<std::chrono::milliseconds::rep>(std::min(delay, most)));
}

}  // namespace ignis::socket_io::client
