#include "ignis/helpers/socket/socket_io/protocol/payload.hpp"

#include <algorithm>

#include "ignis/helpers/common/base64.hpp"

namespace ignis::socket_io {

namespace {

void appendSeparator(std::string& payload) {
  if (!payload.empty()) {
    payload.push_back(PACKET_SEPARATOR);
  }
}

}  // namespace

void appendTextPacket(std::string& payload, std::string_view packet) {
  appendSeparator(payload);
  payload.append(packet);
}

void appendBinaryPacket(std::string& payload, std::string_view bytes) {
  appendSeparator(payload);
  payload.append("b").append(base64Encode(bytes));
}

std::size_t countPackets(std::string_view payload) noexcept {
  return static_cast<std::size_t>(std::count(payload.begin(), payload.end(), PACKET_SEPARATOR)) + 1;
}

}  // namespace ignis::socket_io
