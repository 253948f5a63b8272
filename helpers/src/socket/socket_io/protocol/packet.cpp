#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ignis::socket_io {

namespace {

constexpr char digitOf(PacketType type) noexcept {
  return static_cast<char>('0' + static_cast<int>(type));
}

}  // namespace

void appendPacketHead(std::string& out, PacketType type, std::string_view nsp,
                      std::optional<std::uint64_t> id, std::size_t attachments) {
  const std::size_t typeAt = out.size();
  out.push_back(digitOf(type));
  announceAttachments(out, typeAt, attachments);
  if (nsp != "/") {
    out.append(nsp).push_back(',');
  }
  if (id) {
    const fmt::format_int digits(*id);
    out.append(digits.data(), digits.size());
  }
}

void announceAttachments(std::string& packet, std::size_t typeAt, std::size_t attachments) {
  if (attachments == 0) {
    return;
  }
  char& digit = packet[typeAt];
  if (digit == digitOf(PacketType::EVENT)) {
    digit = digitOf(PacketType::BINARY_EVENT);
  } else if (digit == digitOf(PacketType::ACK)) {
    digit = digitOf(PacketType::BINARY_ACK);
  }
  const fmt::format_int digits(attachments);
  packet.insert(typeAt + 1, "-").insert(typeAt + 1, digits.data(), digits.size());
}

void appendPacket(std::string& out, PacketType type, std::string_view nsp,
                  std::optional<std::uint64_t> id, std::string_view data, std::size_t attachments) {
  appendPacketHead(out, type, nsp, id, attachments);
  out.append(data);
}

bool isReservedEvent(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> RESERVED{
      "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"};
  return std::find(RESERVED.begin(), RESERVED.end(), name) != RESERVED.end();
}

}  // namespace ignis::socket_io
