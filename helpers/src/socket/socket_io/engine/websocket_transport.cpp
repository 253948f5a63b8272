#include "socket/socket_io/engine/websocket_transport.hpp"

#include <utility>

namespace ignis::socket_io {

namespace {

/// A close frame without a code, which is what Node servers send.
constexpr std::uint16_t NO_CODE = 1005;

/// Whether our side ended the connection because the peer broke RFC 6455 or a limit.
bool isViolation(std::uint16_t code) noexcept {
  return code == 1002 || code == 1007 || code == 1008 || code == 1009;
}

}  // namespace

WebSocketTransport::WebSocketTransport(std::shared_ptr<Session> session,
                                       std::shared_ptr<const void> owner)
    : session_(std::move(session)), owner_(std::move(owner)) {}

void WebSocketTransport::sendText(std::string_view packet) { connection_->sendText(packet); }

void WebSocketTransport::sendBinary(std::string_view b) { connection_->sendBinary(b); }
void WebSocketTransport::sendShared(const SharedPacket& packet) {
  connection_->sendFrame(packet.frames());
}

bool WebSocketTransport::isWritable() const noexcept { return !connection_->isBackpressured(); }

void WebSocketTransport::close() {
  connection_->close(NO_CODE);
  // The session may be what calls this.
  connection_->loop().bury(std::move(session_));
}

void WebSocketTransport::onOpen(WebSocketConnection& connection) {
  connection_ = &connection;
  const auto session = session_;
  session->open(*this);
}

void WebSocketTransport::onMessage(WebSocketConnection&, bool isBinary, std::string_view payload) {
  if (!session_) {
    return;
  }
  if (isBinary) {
    session_->receiveBinary(payload);
  } else {
    session_->receiveText(payload);
  }
}

void WebSocketTransport::onClose(WebSocketConnection&, std::uint16_t code, std::string_view) {
  if (const auto session = std::exchange(session_, nullptr)) {
    session->transportClosed(isViolation(code) ? "transport error" : "transport close");
  }
}

void WebSocketTransport::onShutdown(WebSocketConnection&) {
  if (session_) {
    session_->shutdown();
  }
}

}  // namespace ignis::socket_io
