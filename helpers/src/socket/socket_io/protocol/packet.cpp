#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ignis::socket_io {

void appendPacketHead(std::string& out, PacketType type, std::string_view nsp,
                      std::optional<std::uint64_t> id) {
  out.push_back(static_cast<char>('0' + static_cast<int>(type)));
  if (nsp != "/") {
    out.append(nsp).push_back(',');
  }
  if (id) {
    const fmt::format_int digits(*id);
    out.append(digits.data(), digits.size());
  }
}

void appendPacket(std::string& out, PacketType type, std::string_view nsp,
                  std::optional<std::uint64_t> id, std::string_view data) {
  appendPacketHead(out, type, nsp, id);
  out.append(data);
}

bool isReservedEvent(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> RESERVED{
      "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"};
  return std::find(RESERVED.begin(), RESERVED.end(), name) != RESERVED.end();
}

}  // namespace ignis::socket_io
