#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/socket_io/engine/session.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

/// Engine.IO over a WebSocket: one packet is one message. Owned by its connection; it keeps the
/// session alive until either is over.
class WebSocketTransport final : public IWebSocketHandler, public Transport {
 public:
  /// `owner` owns what the connection's options point into.
  WebSocketTransport(std::shared_ptr<Session> session, std::shared_ptr<const void> owner);

  void sendText(std::string_view packet) override;
  void sendBinary(std::string_view bytes) override;
  void sendShared(const SharedPacket& packet) override;
  bool isWritable() const noexcept override;
  void close() override;

  void onOpen(WebSocketConnection& connection) override;
  void onMessage(WebSocketConnection& connection, bool isBinary, std::string_view payload) override;
  void onClose(WebSocketConnection& connection, std::uint16_t code,
               std::string_view reason) override;
  void onShutdown(WebSocketConnection& connection) override;

 private:
  std::shared_ptr<Session> session_;
  std::shared_ptr<const void> owner_;
  WebSocketConnection* connection_ = nullptr;
};

}  // namespace ignis::socket_io
