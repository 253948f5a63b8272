#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"
#include "socket/websocket/protocol/mask.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_CONTROL_PAYLOAD = 125;

constexpr std::size_t MAX_HEADER_BYTES = 10;
constexpr unsigned FINAL = 0x80;
constexpr unsigned COMPRESSED = 0x40;
constexpr unsigned MASKED = 0x80;

char* writeBigEndian(char* at, std::uint64_t value, unsigned bytes) {
  for (unsigned shift = bytes * 8; shift > 0; shift -= 8) {
    *at++ = static_cast<char>((value >> (shift - 8)) & 0xFF);
  }
  return at;
}

/// All that comes before a masking key.
inline void appendHeader(std::string& out, unsigned first, std::uint64_t size, unsigned maskBit) {
  std::array<char, MAX_HEADER_BYTES> header;
  char* at = header.data();
  *at++ = static_cast<char>(first);
  if (size <= 125) {
    *at++ = static_cast<char>(maskBit | size);
  } else if (size <= 0xFFFF) {
    *at++ = static_cast<char>(maskBit | 126);
    at = writeBigEndian(at, size, 2);
  } else {
    *at++ = static_cast<char>(maskBit | 127);
    at = writeBigEndian(at, size, 8);
  }
  out.append(header.data(), static_cast<std::size_t>(at - header.data()));
}

}  // namespace

void appendFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                 bool isCompressed) {
  const unsigned flags = isCompressed ? FINAL | COMPRESSED : FINAL;
  appendHeader(out, flags | static_cast<unsigned>(opcode), payload.size(), 0);
  out.append(payload);
}

void appendMaskedFrame(std::string& out, WebSocketOpcode opcode, std::string_view prefix,
                       std::string_view payload, std::uint32_t key) {
  appendHeader(out, FINAL | static_cast<unsigned>(opcode), prefix.size() + payload.size(), MASKED);
  std::array<char, MASK_BYTES> keyBytes;
  std::memcpy(keyBytes.data(), &key, sizeof key);
  out.append(keyBytes.data(), keyBytes.size());
  const std::size_t start = out.size();
  out.append(prefix).append(payload);
  applyMask(std::span(out).subspan(start), key);
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

ClosePayload decodeClosePayload(std::string_view payload) {
  if (payload.empty()) {
    return {};
  }
  ClosePayload close;
  if (payload.size() >= 2) {
    close.code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                            static_cast<unsigned char>(payload[1]));
    close.reason = payload.substr(2);
  }
  if (!isValidCloseCode(close.code)) {
    return {.code = 1002, .wrong = "Invalid close code"};
  }
  if (!isValidUtf8(close.reason)) {
    return {.code = 1007, .wrong = "Invalid UTF-8"};
  }
  return close;
}

bool isValidCloseCode(std::uint16_t code) noexcept {
  if (code >= 3000 && code <= 4999) {
    return true;
  }
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace ignis
