#include "ignis/helpers/socket/websocket/shared_messages.hpp"

#include "socket/websocket/protocol/deflate.hpp"

namespace ignis {

SharedMessages::SharedMessages(bool compress)
    : frames_(std::make_shared<std::string>()), plain_(frames_), isCompressible_(compress) {}

void SharedMessages::addText(std::string_view payload) {
  appendFrame(*frames_, WebSocketOpcode::TEXT, payload);
}

void SharedMessages::addBinary(std::string_view payload) {
  appendFrame(*frames_, WebSocketOpcode::BINARY, payload);
}

const SharedBytes& SharedMessages::compressed(int windowBits,
                                              const PerMessageDeflateOptions& options) const {
  if (!isCompressible_ || plain_->size() < options.threshold || windowBits < MIN_WINDOW_BITS ||
      windowBits > MAX_WINDOW_BITS) {
    return plain_;
  }
  Compressed& entry = compressed_[static_cast<std::size_t>(windowBits - MIN_WINDOW_BITS)];
  std::call_once(entry.isMade, [&] { entry.frames = compress(windowBits, options); });
  return entry.frames;
}

SharedBytes SharedMessages::compress(int windowBits,
                                     const PerMessageDeflateOptions& options) const {
  std::shared_ptr<std::string> frames;
  for (std::string_view rest = *plain_; !rest.empty();) {
    const std::size_t done = plain_->size() - rest.size();
    const Message message = takeMessage(rest);
    const auto deflated = deflateMessage(message.payload, windowBits, options);
    if (deflated && frames == nullptr) {
      frames = std::make_shared<std::string>(*plain_, 0, done);
    }
    if (frames != nullptr) {
      appendFrame(*frames, message.opcode, deflated.value_or(message.payload),
                  deflated.has_value());
    }
  }
  return frames == nullptr ? plain_ : frames;
}

SharedMessages::Message SharedMessages::takeMessage(std::string_view& frames) {
  const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(frames[at]); };
  std::size_t header = 2;
  std::size_t size = byteAt(1);
  if (size > 125) {
    header += size == 126 ? 2U : 8U;
    size = 0;
    for (std::size_t at = 2; at < header; ++at) {
      size = size << 8 | byteAt(at);
    }
  }
  const Message message{static_cast<WebSocketOpcode>(byteAt(0) & 0x0FU),
                        frames.substr(header, size)};
  frames.remove_prefix(header + size);
  return message;
}

}  // namespace ignis
