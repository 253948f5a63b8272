#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "ignis/helpers/network/tcp_connection.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"

namespace ignis::socket_io {

/// A text packet and the binary messages that follow it, for many sessions; encoded once, as
/// WebSocket messages.
class SharedPacket {
 public:
  explicit SharedPacket(std::string_view text, std::span<const std::string_view> binaries = {},
                        bool compress = true);

  const std::shared_ptr<const SharedMessages>& messages() const noexcept { return messages_; }
  /// As WebSocket frames, uncompressed.
  const SharedBytes& frames() const noexcept { return messages_->plain(); }
  bool compress() const noexcept { return compress_; }

  /// Calls `visit(isBinary, payload)` for each message, for transports that do not frame.
  template <class Visitor>
  void forEach(Visitor&& visit) const {
    messages_->forEach(std::forward<Visitor>(visit));
  }

 private:
  std::shared_ptr<const SharedMessages> messages_;
  bool compress_;
};

}  // namespace ignis::socket_io
