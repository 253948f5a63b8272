#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ignis::socket_io {

/// Logs what comes on the channels of a namespace and means nothing: of each kind the first, and
/// then its number whenever that has grown tenfold.
class GarbageLog {
 public:
  enum class Kind : std::uint8_t { BROADCAST, REQUEST, RESPONSE, FLOOD };

  void add(Kind kind, std::string_view nsp, std::string_view channel);
  std::uint64_t count(Kind kind) const noexcept {
    return counts_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, 4> counts_{};
};

}  // namespace ignis::socket_io
