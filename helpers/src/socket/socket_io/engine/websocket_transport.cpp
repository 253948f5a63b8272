#include "socket/socket_io/engine/websocket_transport.hpp"

#include <string>
#include <utility>

#include "ignis/helpers/socket/socket_io/protocol/payload.hpp"
#include "socket/socket_io/engine/engine_core.hpp"

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
                                       std::shared_ptr<EngineCore> core, bool isBase64)
    : session_(std::move(session)), core_(std::move(core)), isBase64_(isBase64) {}

WebSocketTransport::WebSocketTransport(const SocketId& upgraded, std::shared_ptr<EngineCore> core,
                                       bool isBase64)
    : core_(std::move(core)),
      upgraded_(std::make_unique<const SocketId>(upgraded)),
      isBase64_(isBase64) {}

void WebSocketTransport::sendText(std::string_view packet, bool compress) {
  connection_->sendText(packet, compress);
}

void WebSocketTransport::sendBinary(std::string_view bytes, bool compress) {
  if (!isBase64_) {
    return connection_->sendBinary(bytes, compress);
  }
  std::string packet;
  appendBinaryPacket(packet, bytes);
  connection_->sendText(packet, compress);
}

void WebSocketTransport::sendShared(const SharedPacket& packet) {
  if (!isBase64_) {
    return connection_->send(packet.messages());
  }
  packet.forEach([&](bool isBinary, std::string_view payload) {
    if (isBinary) {
      sendBinary(payload, packet.compress());
    } else {
      sendText(payload, packet.compress());
    }
  });
}

bool WebSocketTransport::isWritable() const noexcept { return connection_->isWritable(); }

void WebSocketTransport::close(SessionEnd) {
  connection_->close(NO_CODE);
  // The session may be what calls this.
  connection_->loop().bury(std::move(session_));
}

void WebSocketTransport::onOpen(WebSocketConnection& connection) {
  connection_ = &connection;
  if (upgraded_) {
    return beginUpgrade();
  }
  const auto session = session_;
  session->open(*this);
}

void WebSocketTransport::beginUpgrade() {
  session_ = core_->host().findSession(connection_->loop(), *upgraded_);
  PollingTransport* const polling = session_ ? session_->polling() : nullptr;
  if (polling == nullptr || !polling->beginUpgrade(*this)) {
    session_.reset();
    connection_->close(NO_CODE);
  }
}

void WebSocketTransport::reject() {
  connection_->close(NO_CODE);
  connection_->loop().bury(std::move(session_));
}

void WebSocketTransport::probe(bool isBinary, std::string_view payload) {
  if (!isBinary && payload == "2probe") {
    connection_->sendText("3probe");
    session_->polling()->probed();
  } else if (!isBinary && payload == "5") {
    upgraded_.reset();
    session_->upgrade(*this);
  } else {
    session_->polling()->endUpgrade();
    reject();
  }
}

void WebSocketTransport::onMessage(WebSocketConnection&, bool isBinary, std::string_view payload) {
  if (!session_) {
    return;
  }
  if (upgraded_) {
    probe(isBinary, payload);
  } else if (isBinary) {
    session_->receiveBinary(payload);
  } else {
    session_->receiveText(payload);
  }
}

void WebSocketTransport::onClose(WebSocketConnection&, std::uint16_t code, std::string_view) {
  const auto session = std::exchange(session_, nullptr);
  if (!session) {
    return;
  }
  if (upgraded_) {
    session->polling()->endUpgrade();
  } else {
    session->transportClosed(isViolation(code) ? "transport error" : "transport close");
  }
}

void WebSocketTransport::onShutdown(WebSocketConnection&) {
  if (!session_) {
    return;
  }
  if (upgraded_) {
    session_->polling()->endUpgrade();
    reject();
  } else {
    session_->shutdown();
  }
}

}  // namespace ignis::socket_io
