#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ignis::socket_io::client {

/// What the open packet of a server says (Engine.IO protocol 4, "Handshake").
struct Handshake {
  std::string sid;
  bool offersWebSocket = false;
  std::chrono::milliseconds pingInterval{0};
  std::chrono::milliseconds pingTimeout{0};
  /// Of a POST; older servers do not say.
  std::size_t maxPayload = std::numeric_limits<std::size_t>::max();
};

inline constexpr std::size_t MAX_HANDSHAKE_BYTES = 16 * 1024;
inline constexpr std::size_t MAX_SID_BYTES = 512;
/// Of either time of the heartbeat.
inline constexpr std::chrono::hours MAX_HEARTBEAT{24};

/// Reads the JSON of an open packet; nothing when it makes no sense, and `error` tells why.
std::optional<Handshake> parseHandshake(std::string_view json, std::string& error);

}  // namespace ignis::socket_io::client
