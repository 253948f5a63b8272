#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_CONTROL_PAYLOAD = 125;

void appendBigEndian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned shift = bytes * 8; shift > 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> (shift - 8)) & 0xFF));
  }
}

}  // namespace

void appendFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                 bool isCompressed) {
  const unsigned flags = isCompressed ? 0xC0U : 0x80U;
  out.push_back(static_cast<char>(flags | static_cast<unsigned>(opcode)));
  if (payload.size() <= 125) {
    out.push_back(static_cast<char>(payload.size()));
  } else if (payload.size() <= 0xFFFF) {
    out.push_back(126);
    appendBigEndian(out, payload.size(), 2);
  } else {
    out.push_back(127);
    appendBigEndian(out, payload.size(), 8);
  }
  out.append(payload);
}

std::string encodeClosePayload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code == 1005) {
    return payload;
  }
  appendBigEndian(payload, code, 2);
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
