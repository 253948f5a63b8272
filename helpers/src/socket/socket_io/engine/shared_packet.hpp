#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/network/tcp_connection.hpp"

namespace ignis::socket_io {

/// A text packet and the binary messages that follow it, for many sessions; encoded once, as
/// WebSocket frames.
class SharedPacket {
 public:
  explicit SharedPacket(std::string_view text, std::span<const std::string_view> binaries = {},
                        bool compress = true);

  const SharedBytes& frames() const noexcept { return frames_; }
  bool compress() const noexcept { return compress_; }

  /// Calls `visit(isBinary, payload)` for each message, for transports that do not frame.
  template <class Visitor>
  void forEach(Visitor visit) const {
    std::string_view rest(*frames_);
    while (!rest.empty()) {
      const Message message = takeFirst(rest);
      visit(message.isBinary, message.payload);
    }
  }

 private:
  struct Message {
    bool isBinary;
    std::string_view payload;
  };

  static Message takeFirst(std::string_view& frames) noexcept;

  SharedBytes frames_;
  bool compress_;
};

}  // namespace ignis::socket_io
