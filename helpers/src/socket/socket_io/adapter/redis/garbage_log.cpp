#include "socket/socket_io/adapter/redis/garbage_log.hpp"

#include "common/power_of_ten.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::array<std::string_view, 4> TEXTS{
    "A message that is no broadcast", "A message that is no request",
    "A message that is no response", "A request beyond the limit maxPendingRequests"};

}  // namespace

void GarbageLog::add(Kind kind, std::string_view nsp, std::string_view channel) {
  const auto index = static_cast<std::size_t>(kind);
  const std::uint64_t count = counts_[index].fetch_add(1, std::memory_order_relaxed) + 1;
  if (isPowerOfTen(count)) {
    logger().warn("[RedisAdapter] {} is ignored | namespace: {} | channel: {} | so far: {}",
                  TEXTS[index], nsp, channel, count);
  }
}

}  // namespace ignis::socket_io
