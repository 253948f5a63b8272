#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ignis {

enum class WebSocketOpcode : std::uint8_t {
  CONTINUATION = 0x0,
  TEXT = 0x1,
  BINARY = 0x2,
  CLOSE = 0x8,
  PING = 0x9,
  PONG = 0xA,
};

/// Appends one unmasked, final frame (RFC 6455 section 5.2) to `out`. `isCompressed` marks a
/// payload that is the compressed form of a message (RFC 7692 section 6).
void appendFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                 bool isCompressed = false);

/// Appends one final frame as a client sends it, masked with `key`; `prefix` and `payload` together
/// are its payload.
void appendMaskedFrame(std::string& out, WebSocketOpcode opcode, std::string_view prefix,
                       std::string_view payload, std::uint32_t key);

/// A close frame's payload: code and reason, the reason cut to the 123 bytes that fit.
std::string encodeClosePayload(std::uint16_t code, std::string_view reason);

/// What a close frame says; `reason` points into its payload.
struct ClosePayload {
  std::uint16_t code = 1005;  ///< 1005: none was sent
  std::string_view reason{};
  /// What is against the protocol, or null. `code` is then what the connection fails with.
  const char* wrong = nullptr;
};

/// RFC 6455 sections 5.5.1 and 7.4.
ClosePayload decodeClosePayload(std::string_view payload);

/// Whether a peer may send this close code (RFC 6455 section 7.4 and the IANA registry).
bool isValidCloseCode(std::uint16_t code) noexcept;

}  // namespace ignis
