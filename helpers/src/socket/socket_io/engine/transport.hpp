#pragma once

#include <cstdint>
#include <string_view>

#include "socket/socket_io/engine/shared_packet.hpp"

namespace ignis::socket_io {

/// How the session that a transport belongs to ends.
enum class SessionEnd : std::uint8_t {
  DELIVER,  ///< by the server's wish: what was sent before still arrives
  CUT,      ///< something is wrong
  BY_PEER,  ///< with a close packet
};

/// How the packets of a session travel. It tells its session when it is over, unless the session
/// closed it.
class Transport {
 public:
  virtual std::string_view name() const noexcept = 0;
  /// A whole text packet, type included.
  virtual void sendText(std::string_view packet, bool compress) = 0;
  /// The bytes of a binary message.
  virtual void sendBinary(std::string_view bytes, bool compress) = 0;
  virtual void sendShared(const SharedPacket& packet) = 0;
  /// Whether the peer keeps up with what it is sent.
  virtual bool isWritable() const noexcept = 0;
  virtual void close(SessionEnd end) = 0;

 protected:
  ~Transport() = default;
};

}  // namespace ignis::socket_io
