#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

#include <array>
#include <cstddef>

#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_CONTROL_PAYLOAD = 125;

constexpr std::size_t MAX_HEADER_BYTES = 10;

char* writeBigEndian(char* at, std::uint64_t value, unsigned bytes) {
  for (unsigned shift = bytes * 8; shift > 0; shift -= 8) {
    *at++ = static_cast<char>((value >> (shift - 8)) & 0xFF);
  }
  return at;
}

}  // namespace

void appendFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                 bool isCompressed) {
  std::array<char, MAX_HEADER_BYTES> header;
  char* at = header.data();
  *at++ = static_cast<char>((isCompressed ? 0xC0U : 0x80U) | static_cast<unsigned>(opcode));
  if (payload.size() <= 125) {
    *at++ = static_cast<char>(payload.size());
  } else if (payload.size() <= 0xFFFF) {
    *at++ = 126;
    at = writeBigEndian(at, payload.size(), 2);
  } else {
    *at++ = 127;
    at = writeBigEndian(at, payload.size(), 8);
  }
  out.append(header.data(), at).append(payload);
}

std::string encodeClosePayload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code == 1005) {
    return payload;
  }
  std::array<char, 2> bytes;
  writeBigEndian(bytes.data(), code, 2);
  payload.assign(bytes.data(), bytes.size());
  reason = reason.substr(0, MAX_CONTROL_PAYLOAD - 2);
  while (!isValidUtf8(reason)) {  // the cut may have split a character
    reason.remove_suffix(1);
  }
  return payload.append(reason);
}

bool isValidCloseCode(std::uint16_t code) noexcept {
  if (code >= 3000 && code <= 4999) {
    return true;
  }
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace ignis
