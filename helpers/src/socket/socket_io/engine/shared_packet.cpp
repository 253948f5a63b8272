#include "socket/socket_io/engine/shared_packet.hpp"

namespace ignis::socket_io {

SharedPacket::SharedPacket(std::string_view text, std::span<const std::string_view> binaries,
                           bool compress)
    : compress_(compress) {
  auto messages = std::make_shared<SharedMessages>(compress);
  messages->addText(text);
  for (const std::string_view bytes : binaries) {
    messages->addBinary(bytes);
  }
  messages_ = std::move(messages);
}

}  // namespace ignis::socket_io
