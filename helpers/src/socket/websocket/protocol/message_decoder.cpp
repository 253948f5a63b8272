#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

#include <algorithm>
#include <cstring>

#include "socket/websocket/protocol/deflate.hpp"
#include "socket/websocket/protocol/mask.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_CONTROL_PAYLOAD = 125;
/// Memory kept for the next fragmented message; a large one gives its memory back.
constexpr std::size_t KEPT_MESSAGE_BYTES = 4096;

std::uint64_t readBigEndian(const char* from, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t index = 0; index < bytes; ++index) {
    value = value << 8 | static_cast<unsigned char>(from[index]);
  }
  return value;
}

/// `part` begins `offset` bytes behind the frame's masking key. Returns whether it is ASCII.
bool unmask(std::span<char> part, std::size_t offset) {
  std::uint32_t key = 0;
  std::memcpy(&key, part.data() - offset - MASK_BYTES, sizeof key);
  return applyMask(part, key, offset);
}

bool isControl(unsigned opcode) { return (opcode & 0x8U) != 0; }

}  // namespace

struct MessageDecoder::FrameHeader {
  unsigned opcode;
  bool isFinal;
  bool isCompressed;
  bool hasOtherReservedBits;
  bool isMasked;
  unsigned shortLength;  ///< as the second byte has it

  explicit FrameHeader(std::span<const char> data)
      : opcode(static_cast<unsigned char>(data[0]) & 0x0FU),
        isFinal((static_cast<unsigned char>(data[0]) & 0x80U) != 0),
        isCompressed((static_cast<unsigned char>(data[0]) & 0x40U) != 0),
        hasOtherReservedBits((static_cast<unsigned char>(data[0]) & 0x30U) != 0),
        isMasked((static_cast<unsigned char>(data[1]) & 0x80U) != 0),
        shortLength(static_cast<unsigned char>(data[1]) & 0x7FU) {}

  std::size_t lengthBytes() const { return shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0; }
  std::size_t bytes() const { return 2 + lengthBytes() + (isMasked ? MASK_BYTES : 0); }
};

DecodedFrame MessageDecoder::violation(std::uint16_t code, std::string_view reason) const {
  return {.kind = DecodedFrame::Kind::VIOLATION, .payload = reason, .closeCode = code};
}

void MessageDecoder::releaseMessage() noexcept {
  if (messageTaken_) {
    messageTaken_ = false;
    std::string().swap(message_);  // assigning an empty one would keep the memory
  }
}

/// What the first two bytes of a frame show to be against the protocol; null: nothing.
const char* MessageDecoder::findWrong(const FrameHeader& header) const {
  if (header.hasOtherReservedBits || (header.isCompressed && !isDeflateNegotiated_)) {
    return "Reserved bits set";
  }
  if (header.opcode > 0xA || (header.opcode > 0x2 && header.opcode < 0x8)) {
    return "Unknown opcode";
  }
  if (header.isCompressed && header.opcode != 0x1 && header.opcode != 0x2) {
    return "Compressed frame that begins no message";
  }
  if (header.isMasked != expectsMask_) {
    return expectsMask_ ? "Client frame not masked" : "Server frame masked";
  }
  if (isControl(header.opcode)) {
    return header.isFinal && header.shortLength <= MAX_CONTROL_PAYLOAD
               ? nullptr
               : "Control frame fragmented or too long";
  }
  const bool isContinuation = header.opcode == 0x0;
  if (isContinuation != inMessage_) {
    return isContinuation ? "Continuation of nothing" : "Message inside a message";
  }
  return nullptr;
}

DecodedFrame MessageDecoder::next(std::span<char> data) {
  if (messageTaken_) {
    messageTaken_ = false;
    message_.clear();
    if (message_.capacity() > KEPT_MESSAGE_BYTES) {
      std::string().swap(message_);
    }
  }
  if (data.size() < 2) {
    return {};
  }
  const FrameHeader header(data);
  if (const char* const wrong = findWrong(header)) {
    return violation(1002, wrong);
  }
  const bool isData = !isControl(header.opcode);
  if (isData && (inMessage_ ? fragments_ : 0) >= limits_.maxFragments) {
    return violation(1008, "Too many fragments");
  }
  std::uint64_t length = header.shortLength;
  if (const std::size_t lengthBytes = header.lengthBytes(); lengthBytes != 0) {
    if (data.size() < 2 + lengthBytes) {
      return {};
    }
    length = readBigEndian(data.data() + 2, lengthBytes);
    if (length < (lengthBytes == 2 ? 126U : 65536U)) {
      return violation(1002, "Length not in its shortest form");
    }
  }
  // Before anything is reserved: the announced size alone decides.
  if (isData &&
      length > limits_.maxMessageBytes - std::min(limits_.maxMessageBytes, message_.size())) {
    return violation(1009, "Message too big");
  }
  if (data.size() < header.bytes()) {
    return {};
  }
  const std::span<char> rest = data.subspan(header.bytes());
  if (isData) {
    return takeData(header, rest, length);
  }
  return rest.size() < length ? DecodedFrame() : takeControl(header, rest.first(length));
}

DecodedFrame MessageDecoder::takeControl(const FrameHeader& header, std::span<char> payload) const {
  if (header.isMasked) {
    unmask(payload, 0);
  }
  return {.kind = DecodedFrame::Kind::CONTROL,
          .opcode = static_cast<WebSocketOpcode>(header.opcode),
          .payload = {payload.data(), payload.size()},
          .used = header.bytes() + payload.size()};
}

DecodedFrame MessageDecoder::takeData(const FrameHeader& header, std::span<char> rest,
                                      std::size_t length) {
  if (!inMessage_ && taken_ == 0) {
    messageOpcode_ = static_cast<WebSocketOpcode>(header.opcode);
    isCompressed_ = header.isCompressed;
    fragments_ = 0;
    utf8_.reset();
  }
  const std::span<char> payload = rest.first(std::min(length, rest.size()));
  const bool isWhole = payload.size() == length;
  const bool isCheckedText = messageOpcode_ == WebSocketOpcode::TEXT && !isCompressed_;
  if (!isWhole && !isCheckedText) {
    return {};
  }
  const std::span<char> fresh = payload.subspan(taken_);
  const bool isAscii = header.isMasked && unmask(fresh, taken_) && utf8_.isComplete();
  taken_ = isWhole ? 0 : payload.size();
  if (isCheckedText && !isAscii &&
      (!utf8_.feed({fresh.data(), fresh.size()}) ||
       (isWhole && header.isFinal && !utf8_.isComplete()))) {
    return violation(1007, "Invalid UTF-8");
  }
  if (!isWhole) {
    return {};
  }

  const std::string_view bytes(payload.data(), payload.size());
  const std::size_t used = header.bytes() + payload.size();
  const bool isAlone = header.isFinal && !inMessage_;
  inMessage_ = !header.isFinal;
  if (isAlone) {
    return takeMessage(bytes, used);
  }
  ++fragments_;
  message_.append(bytes);
  if (!header.isFinal) {
    return {.kind = DecodedFrame::Kind::FRAGMENT,
            .opcode = messageOpcode_,
            .payload = {},
            .used = used};
  }
  messageTaken_ = true;
  return takeMessage(message_, used);
}

DecodedFrame MessageDecoder::takeMessage(std::string_view payload, std::size_t used) const {
  if (isCompressed_) {
    const InflatedMessage inflated = inflateMessage(payload, limits_.maxMessageBytes);
    if (inflated.status == InflatedMessage::Status::TOO_BIG) {
      return violation(1009, "Message too big");
    }
    if (inflated.status == InflatedMessage::Status::CORRUPT) {
      return violation(1007, "Invalid compressed data");
    }
    if (messageOpcode_ == WebSocketOpcode::TEXT && !isValidUtf8(inflated.payload)) {
      return violation(1007, "Invalid UTF-8");
    }
    payload = inflated.payload;
  }
  return {.kind = DecodedFrame::Kind::MESSAGE,
          .opcode = messageOpcode_,
          .payload = payload,
          .used = used};
}

}  // namespace ignis
