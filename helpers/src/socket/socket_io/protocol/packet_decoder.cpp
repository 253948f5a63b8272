#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

#include <cstdint>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "json/json_scanner.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::string_view INVALID_PAYLOAD = "invalid payload";
constexpr std::string_view ILLEGAL_ATTACHMENTS = "Illegal attachments";
/// JavaScript counts no further without losing integers.
constexpr std::uint64_t MAX_ID = std::uint64_t{1} << 53;

std::size_t digitCount(std::string_view text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && ascii::isDigit(text[count])) {
    ++count;
  }
  return count;
}

}  // namespace

DecodedPacket PacketDecoder::decode(std::string_view text) {
  DecodedPacket decoded;
  const char type = text.empty() ? '\0' : text.front();
  if (type < '0' || type > '6') {
    // The reference names the number that it made of the character: NaN for what is no digit.
    scratch_ = "unknown packet type ";
    scratch_.append(ascii::isDigit(type) ? text.substr(0, 1) : "NaN");
    decoded.error = scratch_;
    return decoded;
  }
  decoded.packet.type = static_cast<PacketType>(type - '0');
  decoded.error = decodeBody(text.substr(1), decoded.packet);
  return decoded;
}

std::string_view PacketDecoder::decodeBody(std::string_view text, Packet& packet) {
  if (packet.type == PacketType::BINARY_EVENT || packet.type == PacketType::BINARY_ACK) {
    const std::string_view error = takeAttachments(text, packet);
    if (!error.empty()) {
      return error;
    }
  }
  if (text.starts_with('/')) {
    const std::size_t comma = text.find(',');
    packet.nsp = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  if (const std::size_t digits = digitCount(text); digits > 0) {
    packet.id = parseUnsigned(text.substr(0, digits));
    if (!packet.id || *packet.id > MAX_ID) {
      return "Illegal id";
    }
    text.remove_prefix(digits);
  }
  packet.data = text;
  return checkPayload(packet);
}

std::string_view PacketDecoder::takeAttachments(std::string_view& text, Packet& packet) const {
  const std::size_t digits = digitCount(text);
  if (digits == 0 || digits == text.size() || text[digits] != '-') {
    return ILLEGAL_ATTACHMENTS;
  }
  const auto count = parseUnsigned<std::size_t>(text.substr(0, digits));
  if (!count || *count > limits_.maxAttachments) {
    return "too many attachments";
  }
  if (*count == 0) {
    return ILLEGAL_ATTACHMENTS;
  }
  packet.attachments = *count;
  text.remove_prefix(digits + 1);
  return {};
}

std::string_view PacketDecoder::checkPayload(Packet& packet) {
  if (packet.data.empty()) {
    const bool needsPayload =
        packet.type == PacketType::EVENT || packet.type == PacketType::BINARY_EVENT;
    return needsPayload ? INVALID_PAYLOAD : std::string_view();
  }
  if (packet.type == PacketType::DISCONNECT || !isValidJson(packet.data, limits_.maxDepth)) {
    return INVALID_PAYLOAD;
  }
  packet.data = skipJsonSpace(packet.data);
  const char first = packet.data.front();
  bool isShaped = false;
  switch (packet.type) {
    case PacketType::CONNECT:
      isShaped = first == '{';
      break;
    case PacketType::CONNECT_ERROR:
      isShaped = first == '{' || first == '"';
      break;
    case PacketType::EVENT:
    case PacketType::BINARY_EVENT:
      isShaped = first == '[' && takeEventName(packet);
      break;
    case PacketType::ACK:
    case PacketType::BINARY_ACK:
      isShaped = first == '[';
      break;
    case PacketType::DISCONNECT:
      break;
  }
  return isShaped ? std::string_view() : INVALID_PAYLOAD;
}

bool PacketDecoder::takeEventName(Packet& packet) {
  const std::string_view rest = skipJsonSpace(packet.data.substr(1));
  if (rest.front() == '"') {
    packet.event = unescapeJsonString(rest.substr(0, jsonStringSize(rest)), scratch_);
    return !isReservedEvent(packet.event);
  }
  if (rest.front() == '-' || ascii::isDigit(rest.front())) {
    packet.event = rest.substr(0, rest.find_first_of(", ]\t\r\n"));
    return true;
  }
  return false;
}

}  // namespace ignis::socket_io
