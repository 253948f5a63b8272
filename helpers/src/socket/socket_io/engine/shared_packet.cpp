#include "socket/socket_io/engine/shared_packet.hpp"

#include <cstddef>
#include <memory>

#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

namespace ignis::socket_io {

SharedPacket::SharedPacket(std::string_view text, std::span<const std::string_view> binaries,
                           bool compress)
    : compress_(compress) {
  std::string frames;
  appendFrame(frames, WebSocketOpcode::TEXT, text);
  for (const std::string_view bytes : binaries) {
    appendFrame(frames, WebSocketOpcode::BINARY, bytes);
  }
  frames_ = std::make_shared<const std::string>(std::move(frames));
}

SharedPacket::Message SharedPacket::takeFirst(std::string_view& frames) noexcept {
  // Our own frames: whole, unmasked (RFC 6455 section 5.2).
  const auto byteAt = [&frames](std::size_t index) {
    return static_cast<std::size_t>(static_cast<unsigned char>(frames[index]));
  };
  const bool isBinary = (byteAt(0) & 0x0F) == static_cast<std::size_t>(WebSocketOpcode::BINARY);
  std::size_t size = byteAt(1);
  std::size_t head = 2;
  if (size >= 126) {
    head += size == 126 ? 2 : 8;
    size = 0;
    for (std::size_t index = 2; index < head; ++index) {
      size = size << 8 | byteAt(index);
    }
  }
  const Message message{.isBinary = isBinary, .payload = frames.substr(head, size)};
  frames.remove_prefix(head + size);
  return message;
}

}  // namespace ignis::socket_io
