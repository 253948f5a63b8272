#include "socket/socket_io/engine/engine_connection.hpp"

#include <exception>

#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "socket/socket_io/engine/engine_shard.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

EngineConnection::EngineConnection(EngineShard& shard, const SessionOptions& options,
                                   const SocketId& id)
    : shard_(shard), session_(shard.loop(), options, id, *this) {}

void EngineConnection::send(std::string_view text, bool compress) {
  detail::EventBuffer buffer;
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  buffer.text.append(text);
  session_.sendText(buffer.text, compress);
}

void EngineConnection::sendBinary(std::string_view bytes, bool compress) {
  session_.sendBinary(bytes, compress);
}

void EngineConnection::onSessionOpened() { shard_.add(shared_from_this()); }

void EngineConnection::deliver(bool isBinary, std::string_view data) {
  if (!onMessage_) {
    return;
  }
  try {
    onMessage_(isBinary, data);
  } catch (const std::exception& error) {
    logger().error("[onMessage] Handler error | sid: {} | error: {}", id(), error.what());
  }
}

void EngineConnection::onSessionClosed(std::string_view reason) {
  shard_.remove(*this);
  if (onClose_) {
    try {
      onClose_(reason);
    } catch (const std::exception& error) {
      logger().error("[onClose] Handler error | sid: {} | error: {}", id(), error.what());
    }
  }
}

}  // namespace ignis::socket_io
