#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "ignis/helpers/network/tcp_connection.hpp"
#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"
#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

namespace ignis {

/// One or several messages for many connections, framed once and compressed at most once for each
/// window size. Filled by one thread; then shared as `std::shared_ptr<const SharedMessages>`, from
/// which any thread may send.
class SharedMessages {
 public:
  /// Without `compress` the messages travel as they are on every connection.
  explicit SharedMessages(bool compress = true);
  SharedMessages(const SharedMessages&) = delete;
  SharedMessages& operator=(const SharedMessages&) = delete;

  void addText(std::string_view payload);
  void addBinary(std::string_view payload);

  /// All frames in order, uncompressed.
  const SharedBytes& plain() const noexcept { return plain_; }
  /// The same for connections that negotiated `windowBits`: each message that reaches the threshold
  /// is compressed. Made on first use; what `options` says counts then.
  const SharedBytes& compressed(int windowBits, const PerMessageDeflateOptions& options) const;

  /// Calls `visitor(bool isBinary, std::string_view payload)` for each message, in order: for
  /// transports that frame otherwise.
  template <class Visitor>
  void forEach(Visitor&& visitor) const {
    for (std::string_view rest = *plain_; !rest.empty();) {
      const Message message = takeMessage(rest);
      visitor(message.opcode == WebSocketOpcode::BINARY, message.payload);
    }
  }

 private:
  static constexpr std::size_t WINDOWS = 7;  ///< of 9 to 15 bits

  struct Message {
    WebSocketOpcode opcode;
    std::string_view payload;
  };
  struct Compressed {
    std::once_flag isMade;
    SharedBytes frames;
  };

  static Message takeMessage(std::string_view& frames);
  SharedBytes compress(int windowBits, const PerMessageDeflateOptions& options) const;

  std::shared_ptr<std::string> frames_;
  SharedBytes plain_;  ///< `frames_`, as connections share it
  bool isCompressible_;
  mutable std::array<Compressed, WINDOWS> compressed_;
};

}  // namespace ignis
