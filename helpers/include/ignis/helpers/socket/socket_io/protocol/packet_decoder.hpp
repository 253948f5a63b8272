#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"

namespace ignis::socket_io {

struct PacketDecoderLimits {
  std::size_t maxAttachments = 10;
  std::size_t maxDepth = 64;  ///< of nested lists and objects; 64 at most
};

/// A packet, or the reason why there is none.
struct DecodedPacket {
  Packet packet{};
  std::string_view error{};

  explicit operator bool() const noexcept { return error.empty(); }
};

/// Takes Socket.IO text packets apart and validates their JSON completely, without building it.
/// Refuses what socket.io-parser 4.2.7 refuses, and beyond that: nesting over the limit,
/// acknowledgement ids above 2^53, attachment counts that are not plain decimals, an EVENT without
/// a payload. Allocates nothing, unless an event's name is escaped.
class PacketDecoder {
 public:
  explicit PacketDecoder(const PacketDecoderLimits& limits = {}) : limits_(limits) {}

  /// The result is valid until the next call and as long as `text` is. `text` is valid UTF-8.
  DecodedPacket decode(std::string_view text);

 private:
  std::string_view decodeBody(std::string_view text, Packet& packet);
  std::string_view takeAttachments(std::string_view& text, Packet& packet) const;
  std::string_view checkPayload(Packet& packet);
  bool takeEventName(Packet& packet);

  PacketDecoderLimits limits_;
  std::string scratch_;
};

}  // namespace ignis::socket_io
