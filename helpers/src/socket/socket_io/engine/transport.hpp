#pragma once

#include <string_view>

#include "socket/socket_io/engine/shared_packet.hpp"

namespace ignis::socket_io {

/// How the packets of a session travel. It tells its session when it is over, unless the session
/// closed it.
class Transport {
 public:
  virtual void sendText(std::string_view packet) = 0;
  virtual void sendBinary(std::string_view bytes) = 0;
  virtual void sendShared(const SharedPacket& packet) = 0;
  /// Whether the peer keeps up with what it is sent.
  virtual bool isWritable() const noexcept = 0;
  virtual void close() = 0;

 protected:
  ~Transport() = default;
};

}  // namespace ignis::socket_io
