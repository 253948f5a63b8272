#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// What stands between the packets of a polling payload (Engine.IO protocol 4, "Payload").
inline constexpr char PACKET_SEPARATOR = '\x1e';

/// Appends a text packet, type included.
void appendTextPacket(std::string& payload, std::string_view packet);

/// Appends a binary message: `b` and base64.
void appendBinaryPacket(std::string& payload, std::string_view bytes);

/// How many packets, empty ones included.
std::size_t countPackets(std::string_view payload) noexcept;

/// Calls `visit` with each packet until it returns false.
template <class Visitor>
void forEachPacket(std::string_view payload, Visitor visit) {
  for (;;) {
    const std::size_t end = payload.find(PACKET_SEPARATOR);
    if (!visit(payload.substr(0, end)) || end == std::string_view::npos) {
      return;
    }
    payload.remove_prefix(end + 1);
  }
}

}  // namespace ignis::socket_io
