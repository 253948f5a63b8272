#pragma once

#include <string_view>

#include "ignis/helpers/network/tcp_connection.hpp"

namespace ignis::socket_io {

/// One text packet for many sessions, encoded once.
struct SharedPacket {
  SharedBytes frame;  ///< as a WebSocket frame
};

/// How the packets of a session travel. It tells its session when it is over, unless the session
/// closed it.
class Transport {
 public:
  virtual void sendText(std::string_view packet) = 0;
  virtual void sendShared(const SharedPacket& packet) = 0;
  /// Whether the peer keeps up with what it is sent.
  virtual bool isWritable() const noexcept = 0;
  virtual void close() = 0;

 protected:
  ~Transport() = default;
};

}  // namespace ignis::socket_io
