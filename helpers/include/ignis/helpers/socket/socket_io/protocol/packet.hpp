#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// Socket.IO protocol 5, "Packet types"; on the wire each is its digit.
enum class PacketType : std::uint8_t {
  CONNECT,
  DISCONNECT,
  EVENT,
  ACK,
  CONNECT_ERROR,
  BINARY_EVENT,
  BINARY_ACK,
};

/// A packet as it was received. It views the message, and the decoder for an event name with
/// escapes.
struct Packet {
  PacketType type = PacketType::CONNECT;
  std::size_t attachments = 0;
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id{};
  std::string_view data{};   ///< valid JSON of the shape that the type asks for, or empty
  std::string_view event{};  ///< the name, unescaped, of an EVENT or BINARY_EVENT
};

/// Appends everything of a text packet in front of its JSON: `2/admin,12`. With attachments an
/// EVENT or ACK is written as a binary one: `53-/admin,12`.
void appendPacketHead(std::string& out, PacketType type, std::string_view nsp,
                      std::optional<std::uint64_t> id = std::nullopt, std::size_t attachments = 0);

/// Makes the EVENT or ACK in `packet`, whose type is the character at `typeAt`, a binary one, once
/// the number of its attachments is known. Without any it stays as it is.
void announceAttachments(std::string& packet, std::size_t typeAt, std::size_t attachments);

/// Appends a text packet; `data` is JSON or empty.
void appendPacket(std::string& out, PacketType type, std::string_view nsp,
                  std::optional<std::uint64_t> id = std::nullopt, std::string_view data = {},
                  std::size_t attachments = 0);

/// Whether events of this name belong to the protocol and may not be sent.
bool isReservedEvent(std::string_view name) noexcept;

}  // namespace ignis::socket_io
