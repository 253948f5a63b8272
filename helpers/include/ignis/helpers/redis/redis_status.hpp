#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ignis {

/// How far a connection to a broker is: `WAIT` until somebody needs it, `END` when it will not come
/// back.
enum class RedisStatus : std::uint8_t {
  WAIT,
  CONNECTING,
  CONNECT,
  READY,
  CLOSE,
  RECONNECTING,
  END
};

/// The original's names of the statuses, as they stand in logs.
struct RedisStatuses {
  static constexpr std::array<std::string_view, 7> SCHEME_SET{
      "wait", "connecting", "connect", "ready", "close", "reconnecting", "end"};

  static constexpr std::string_view toName(RedisStatus status) noexcept {
    return SCHEME_SET[static_cast<std::size_t>(status)];
  }
};

}  // namespace ignis
