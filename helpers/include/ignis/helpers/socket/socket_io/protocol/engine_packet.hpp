#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// Engine.IO protocol 4, "Packet types"; on the wire each is its digit.
enum class EnginePacketType : std::uint8_t { OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP };

constexpr char toChar(EnginePacketType type) noexcept {
  return static_cast<char>('0' + static_cast<int>(type));
}

struct EnginePacket {
  EnginePacketType type = EnginePacketType::MESSAGE;
  bool isBase64 = false;  ///< a binary message as text: `data` is base64
  std::string_view data;
};

/// Takes a text packet apart; nothing for an empty one or an unknown type.
std::optional<EnginePacket> decodeEnginePacket(std::string_view text) noexcept;

struct EngineHandshake {
  std::string_view sid;
  std::span<const std::string_view> upgrades{};
  std::chrono::milliseconds pingInterval{25000};
  std::chrono::milliseconds pingTimeout{20000};
  std::size_t maxPayload = 1'000'000;
};

/// Appends the open packet, `0{"sid":…}`.
void appendOpenPacket(std::string& out, const EngineHandshake& handshake);

}  // namespace ignis::socket_io
