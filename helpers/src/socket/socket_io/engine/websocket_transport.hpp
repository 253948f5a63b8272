#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/socket_io/engine/polling_transport.hpp"
#include "socket/socket_io/engine/session.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

class EngineCore;

/// Engine.IO over a WebSocket: one packet is one message. Owned by its connection; it keeps the
/// session alive until either is over.
class WebSocketTransport final : public IWebSocketHandler,
                                 public Transport,
                                 private UpgradeCandidate {
 public:
  /// For a new session. `core` owns what the connection's options point into. `isBase64`: the peer
  /// takes binary messages as text.
  WebSocketTransport(std::shared_ptr<Session> session, std::shared_ptr<EngineCore> core,
                     bool isBase64);
  /// To upgrade the polling session with this id, which is looked up on its loop.
  WebSocketTransport(const SocketId& upgraded, std::shared_ptr<EngineCore> core, bool isBase64);

  std::string_view name() const noexcept override { return "websocket"; }
  void sendText(std::string_view packet, bool compress) override;
  void sendBinary(std::string_view bytes, bool compress) override;
  void sendShared(const SharedPacket& packet) override;
  bool isWritable() const noexcept override;
  void close(SessionEnd end) override;

  void onOpen(WebSocketConnection& connection) override;
  void onMessage(WebSocketConnection& connection, bool isBinary, std::string_view payload) override;
  void onClose(WebSocketConnection& connection, std::uint16_t code,
               std::string_view reason) override;
  void onShutdown(WebSocketConnection& connection) override;

 private:
  void reject() override;
  void beginUpgrade();
  /// A message before the upgrade is finished.
  void probe(bool isBinary, std::string_view payload);

  std::shared_ptr<Session> session_;
  std::shared_ptr<EngineCore> core_;
  std::unique_ptr<const SocketId> upgraded_;  ///< until the upgrade is finished
  WebSocketConnection* connection_ = nullptr;
  bool isBase64_;
};

}  // namespace ignis::socket_io
