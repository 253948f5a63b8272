#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

namespace ignis::socket_io {

/// A binary packet, whole or with attachments still to come.
struct BinaryPacket {
  std::string text;
  std::string event;
  Packet packet{};  ///< views `text` and `event`
  std::vector<Bytes> attachments;
  std::size_t size = 0;
  std::size_t maxSize = 0;
};

/// A complete packet. One with attachments owns what it views and has become an EVENT or ACK; any
/// other views the text and the decoder that it came from.
struct AssembledPacket {
  Packet packet{};
  std::span<const Bytes> attachments{};
  std::unique_ptr<const BinaryPacket> storage{};
};

/// A complete packet, or the reason why the connection is to be closed. Neither when attachments
/// are missing yet.
struct Assembly {
  std::optional<AssembledPacket> packet{};
  std::string_view error{};
};

/// Puts the messages of one connection together to packets, as the Decoder of
/// socket.io-parser 4.2.7 does. Costs a pointer while no attachments are awaited.
class PacketAssembler {
 public:
  /// The text of a binary packet and its attachments together are `maxPacketBytes` at most.
  Assembly addText(std::string_view text, PacketDecoder& decoder, std::size_t maxPacketBytes);
  Assembly addBinary(std::span<const std::byte> bytes);

  /// Whether attachments are awaited.
  bool isReconstructing() const noexcept { return partial_ != nullptr; }
  /// Forgets an unfinished packet.
  void reset() noexcept { partial_.reset(); }

 private:
  Assembly fail(std::string_view error);

  std::unique_ptr<BinaryPacket> partial_;
};

}  // namespace ignis::socket_io
