#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ignis::socket_io {

/// One event as it arrived. It views the message: valid during the call only.
struct IncomingEvent {
  std::string_view name;
  std::string_view data;  ///< JSON, `[name, arguments…]`
  std::optional<std::uint64_t> ackId{};
};

}  // namespace ignis::socket_io
