#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "socket/websocket/protocol/deflate.hpp"

namespace ignis {

namespace {

constexpr std::size_t MASK_BYTES = 4;
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

void unmask(std::span<char> payload, const char* mask) {
  std::array<char, 8> doubled;
  std::memcpy(doubled.data(), mask, MASK_BYTES);
  std::memcpy(doubled.data() + MASK_BYTES, mask, MASK_BYTES);
  std::uint64_t key = 0;
  std::memcpy(&key, doubled.data(), sizeof key);
  std::size_t at = 0;
  for (; at + sizeof key <= payload.size(); at += sizeof key) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + at, sizeof word);
    word ^= key;
    std::memcpy(payload.data() + at, &word, sizeof word);
  }
  for (; at < payload.size(); ++at) {
    payload[at] = static_cast<char>(payload[at] ^ mask[at % MASK_BYTES]);
  }
}

bool isControl(unsigned opcode) { return (opcode & 0x8U) != 0; }

}  // namespace

DecodedFrame MessageDecoder::violation(std::uint16_t code, std::string_view reason) const {
  return {.kind = DecodedFrame::Kind::VIOLATION, .payload = reason, .closeCode = code};
}

DecodedFrame MessageDecoder::next(std::span<char> data) {
  if (messageTaken_) {
    messageTaken_ = false;
    message_.clear();
    if (message_.capacity() > KEPT_MESSAGE_BYTES) {
      message_ = std::string();
    }
  }
  if (data.size() < 2) {
    return {};
  }
  const auto first = static_cast<unsigned char>(data[0]);
  const auto second = static_cast<unsigned char>(data[1]);
  const unsigned opcode = first & 0x0FU;
  const bool isFinal = (first & 0x80U) != 0;
  const bool isCompressed = (first & 0x40U) != 0;
  if ((first & 0x30U) != 0 || (isCompressed && !isDeflateNegotiated_)) {
    return violation(1002, "Reserved bits set");
  }
  if (opcode > 0xA || (opcode > 0x2 && opcode < 0x8)) {
    return violation(1002, "Unknown opcode");
  }
  if (isCompressed && opcode != 0x1 && opcode != 0x2) {
    return violation(1002, "Compressed frame that begins no message");
  }
  if ((second & 0x80U) == 0) {
    return violation(1002, "Client frame not masked");
  }

  std::uint64_t length = second & 0x7FU;
  if (isControl(opcode) && (!isFinal || length > MAX_CONTROL_PAYLOAD)) {
    return violation(1002, "Control frame fragmented or too long");
  }
  const std::size_t lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  const std::size_t headerBytes = 2 + lengthBytes + MASK_BYTES;
  if (lengthBytes != 0) {
    if (data.size() < 2 + lengthBytes) {
      return {};
    }
    length = readBigEndian(data.data() + 2, lengthBytes);
    if (length < (lengthBytes == 2 ? 126U : 65536U)) {
      return violation(1002, "Length not in its shortest form");
    }
  }
  // Before anything is reserved: the announced size alone decides.
  if (!isControl(opcode) &&
      length > limits_.maxMessageBytes - std::min(limits_.maxMessageBytes, message_.size())) {
    return violation(1009, "Message too big");
  }
  if (data.size() < headerBytes || data.size() - headerBytes < length) {
    return {};
  }

  const std::span<char> payload = data.subspan(headerBytes, static_cast<std::size_t>(length));
  unmask(payload, data.data() + 2 + lengthBytes);
  const std::size_t used = headerBytes + payload.size();
  if (isControl(opcode)) {
    return takeControl(static_cast<WebSocketOpcode>(opcode), payload, used);
  }
  if (!inMessage_) {
    isCompressed_ = isCompressed;
  }
  return takeData(static_cast<WebSocketOpcode>(opcode), isFinal, payload, used);
}

DecodedFrame MessageDecoder::takeControl(WebSocketOpcode opcode, std::span<char> payload,
                                         std::size_t used) {
  return {.kind = DecodedFrame::Kind::CONTROL,
          .opcode = opcode,
          .payload = {payload.data(), payload.size()},
          .used = used};
}

DecodedFrame MessageDecoder::takeData(WebSocketOpcode opcode, bool isFinal, std::span<char> payload,
                                      std::size_t used) {
  const bool isContinuation = opcode == WebSocketOpcode::CONTINUATION;
  if (isContinuation != inMessage_) {
    return violation(1002, isContinuation ? "Continuation of nothing" : "Message inside a message");
  }
  if (!isContinuation) {
    messageOpcode_ = opcode;
    fragments_ = 0;
    utf8_.reset();
  }
  if (++fragments_ > limits_.maxFragments) {
    return violation(1008, "Too many fragments");
  }
  const std::string_view bytes(payload.data(), payload.size());
  if (messageOpcode_ == WebSocketOpcode::TEXT && !isCompressed_ &&
      (!utf8_.feed(bytes) || (isFinal && !utf8_.isComplete()))) {
    return violation(1007, "Invalid UTF-8");
  }
  inMessage_ = !isFinal;
  if (isFinal && !isContinuation) {
    return takeMessage(bytes, used);
  }
  message_.append(bytes);
  if (!isFinal) {
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
