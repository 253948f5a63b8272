#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"

#include <utility>

#include "socket/socket_io/protocol/placeholders.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::string_view TOO_BIG = "too many attachment bytes";

bool isBinary(PacketType type) noexcept {
  return type == PacketType::BINARY_EVENT || type == PacketType::BINARY_ACK;
}

}  // namespace

Assembly PacketAssembler::addText(std::string_view text, PacketDecoder& decoder,
                                  std::size_t maxPacketBytes) {
  if (isReconstructing()) {
    return fail("got plaintext data when reconstructing a packet");
  }
  const DecodedPacket decoded = decoder.decode(text);
  if (!decoded) {
    return {.error = decoded.error};
  }
  if (!isBinary(decoded.packet.type)) {
    return {.packet = AssembledPacket{.packet = decoded.packet}};
  }
  if (text.size() > maxPacketBytes) {
    return {.error = TOO_BIG};
  }
  partial_ = std::make_unique<BinaryPacket>();
  partial_->text = text;
  partial_->event = decoded.packet.event;
  partial_->size = text.size();
  partial_->maxSize = maxPacketBytes;

  const std::string_view copy = partial_->text;
  Packet& packet = partial_->packet;
  packet = decoded.packet;
  packet.type = packet.type == PacketType::BINARY_EVENT ? PacketType::EVENT : PacketType::ACK;
  packet.event = partial_->event;
  packet.data = copy.substr(copy.size() - packet.data.size());
  if (packet.nsp.data() >= text.data() && packet.nsp.data() < text.data() + text.size()) {
    packet.nsp =
        copy.substr(static_cast<std::size_t>(packet.nsp.data() - text.data()), packet.nsp.size());
  }
  return {};
}

Assembly PacketAssembler::addBinary(std::span<const std::byte> bytes) {
  if (!isReconstructing()) {
    return {.error = "got binary data when not reconstructing a packet"};
  }
  if (bytes.size() > partial_->maxSize - partial_->size) {
    return fail(TOO_BIG);
  }
  partial_->size += bytes.size();
  partial_->attachments.emplace_back(bytes.begin(), bytes.end());
  if (partial_->attachments.size() < partial_->packet.attachments) {
    return {};
  }
  if (!hasLegalPlaceholders(partial_->packet.data, partial_->attachments.size())) {
    return fail("illegal attachments");
  }
  AssembledPacket assembled;
  assembled.packet = partial_->packet;
  assembled.attachments = partial_->attachments;
  assembled.storage = std::move(partial_);
  return {.packet = std::move(assembled)};
}

Assembly PacketAssembler::fail(std::string_view error) {
  reset();
  return {.error = error};
}

}  // namespace ignis::socket_io
