#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/socket/websocket/protocol/frame.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace ignis {

/// Which end of a connection somebody is.
enum class WebSocketRole : std::uint8_t { SERVER, CLIENT };

struct MessageLimits {
  std::size_t maxMessageBytes = 1'000'000;  ///< compressed and as it is; else close 1009
  std::size_t maxFragments = 1024;          ///< else close 1008
};

/// What `MessageDecoder::next` found: a whole message, a part of one, a control frame, or the
/// reason to close.
struct DecodedFrame {
  enum class Kind : std::uint8_t { NEED_MORE, FRAGMENT, MESSAGE, CONTROL, VIOLATION };

  Kind kind = Kind::NEED_MORE;
  WebSocketOpcode opcode = WebSocketOpcode::TEXT;
  std::string_view payload;        ///< of the message or control frame; of a violation, the reason
  std::uint16_t closeCode = 1002;  ///< of a violation
  std::size_t used = 0;            ///< bytes of the input that this took
};

/// Takes the frames of a peer apart (RFC 6455 sections 5 and 8.1): masked ones at a server, plain
/// ones at a client. Knows no socket. A message in
/// one frame is unmasked in place and never copied; fragments are collected up to the limits.
/// Whatever is wrong is found with the first byte that shows it: headers before their payload, text
/// as it arrives. Compressed messages (RFC 7692) are inflated as a whole, in memory that is the
/// thread's.
class MessageDecoder {
 public:
  explicit MessageDecoder(const MessageLimits& limits, bool isDeflateNegotiated = false,
                          WebSocketRole role = WebSocketRole::SERVER)
      : limits_(limits),
        isDeflateNegotiated_(isDeflateNegotiated),
        expectsMask_(role == WebSocketRole::SERVER) {}

  /// Looks at the front of `data`, unmasking in it. What it has not used comes again at the front
  /// of the next call, as this one left it. The payload is valid until the thread's next call, of
  /// any decoder, and as long as `data` is.
  DecodedFrame next(std::span<char> data);

  /// Gives back the memory of the message that was handed out last, which is over with that. For
  /// when no more is there to look at: a connection may be silent for long.
  void releaseMessage() noexcept;

  /// Whether fragments of a message have come and its end has not.
  bool isInMessage() const noexcept { return inMessage_; }

 private:
  struct FrameHeader;

  DecodedFrame violation(std::uint16_t code, std::string_view reason) const;
  const char* findWrong(const FrameHeader& header) const;
  DecodedFrame takeControl(const FrameHeader& header, std::span<char> payload) const;
  /// `rest` follows the header; `length` of it are the frame's, when they have come.
  DecodedFrame takeData(const FrameHeader& header, std::span<char> rest, std::size_t length);
  DecodedFrame takeMessage(std::string_view payload, std::size_t used) const;

  const MessageLimits& limits_;
  std::string message_;    ///< fragments of the message under way
  std::size_t taken_ = 0;  ///< bytes of the frame under way that are unmasked and checked
  Utf8Validator utf8_;
  std::uint32_t fragments_ = 0;
  WebSocketOpcode messageOpcode_ = WebSocketOpcode::TEXT;
  bool isDeflateNegotiated_;
  bool expectsMask_;
  bool isCompressed_ = false;  ///< the message under way
  bool inMessage_ = false;
  bool messageTaken_ = false;  ///< `message_` was handed out
};

}  // namespace ignis
