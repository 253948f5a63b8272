#pragma once

#include <string>
#include <string_view>

#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

namespace ignis::test {

/// A masked frame as a client sends it; `first` is its first byte.
inline std::string masked(unsigned first, std::string_view payload) {
  std::string frame;
  appendFrame(frame, static_cast<WebSocketOpcode>(first & 0x0FU), payload);
  frame[0] = static_cast<char>(first);
  const std::size_t header = frame.size() - payload.size();
  frame[1] = static_cast<char>(static_cast<unsigned char>(frame[1]) | 0x80U);
  frame.insert(header, "\x01\x02\x03\x04");
  for (std::size_t at = 0; at < payload.size(); ++at) {
    frame[header + 4 + at] = static_cast<char>(payload[at] ^ (1 + at % 4));
  }
  return frame;
}

/// `"\x0F\xA0"` from `0fa0`.
inline std::string bytesOf(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(digit(hex[at]) << 4 | digit(hex[at + 1])));
  }
  return bytes;
}

}  // namespace ignis::test
