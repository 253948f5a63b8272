#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis {

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"WebSocketConnection"});
  return instance;
}

}  // namespace

void IWebSocketHandler::onShutdown(WebSocketConnection& connection) {
  connection.close(1001, "Server shutting down");
}

WebSocketConnection::WebSocketConnection(TcpConnection& connection, const WebSocketOptions& options,
                                         std::unique_ptr<IWebSocketHandler> handler)
    : connection_(connection),
      options_(options),
      handler_(std::move(handler)),
      decoder_(options.limits) {}

WebSocketConnection::~WebSocketConnection() = default;

EventLoop& WebSocketConnection::loop() noexcept { return connection_.loop(); }

const std::string& WebSocketConnection::peerAddress() const noexcept {
  return connection_.peerAddress();
}

std::size_t WebSocketConnection::pendingOutput() const noexcept {
  return connection_.pendingOutput();
}

bool WebSocketConnection::isBackpressured() const noexcept { return connection_.isBackpressured(); }

void WebSocketConnection::send(WebSocketOpcode opcode, std::string_view payload) {
  if (isOpen()) {
    appendFrame(connection_.output(), opcode, payload);
    connection_.outputQueued();
  }
}

void WebSocketConnection::sendText(std::string_view payload) {
  send(WebSocketOpcode::TEXT, payload);
}

void WebSocketConnection::sendBinary(std::string_view payload) {
  send(WebSocketOpcode::BINARY, payload);
}

void WebSocketConnection::sendFrame(const SharedBytes& frame) {
  if (isOpen()) {
    connection_.write(frame);
  }
}

void WebSocketConnection::ping(std::string_view payload) { send(WebSocketOpcode::PING, payload); }

void WebSocketConnection::close(std::uint16_t code, std::string_view reason) {
  if (!isOpen()) {
    return;
  }
  send(WebSocketOpcode::CLOSE, encodeClosePayload(code, reason));
  closeSent_ = true;
  closeCode_ = code;
  closeReason_ = reason;
  connection_.setDeadline(loop().now() + options_.closeTimeout);
}

void WebSocketConnection::terminate() { connection_.close(); }

void WebSocketConnection::fail(std::uint16_t code, std::string_view reason) {
  logger().info("[fail] {} {} | peer: {}", code, reason, peerAddress());
  close(code, reason);
  // The peer broke the protocol: what it sends from here on is not looked at (RFC 6455
  // section 7.1.7).
  connection_.closeAfterFlush();
}

void WebSocketConnection::onAttached(TcpConnection&) { handler_->onOpen(*this); }

void WebSocketConnection::onData(TcpConnection&, std::span<char> data) {
  if (pending_.empty()) {
    const std::size_t used = process(data);
    if (used < data.size() && !closed_) {
      pending_ = loop().takeBuffer();
      pending_.assign(data.data() + used, data.size() - used);
    }
    return;
  }
  pending_.append(data.data(), data.size());
  const std::size_t used = process(pending_);
  if (closed_) {
    return;
  }
  pending_.erase(0, used);
  if (pending_.empty()) {
    loop().giveBuffer(std::exchange(pending_, {}));
  }
}

std::size_t WebSocketConnection::process(std::span<char> data) {
  std::size_t used = 0;
  while (used < data.size() && !closed_) {
    const DecodedFrame frame = decoder_.next(data.subspan(used));
    if (frame.kind == DecodedFrame::Kind::NEED_MORE) {
      break;
    }
    if (frame.kind == DecodedFrame::Kind::VIOLATION) {
      fail(frame.closeCode, frame.payload);
      return data.size();
    }
    used += frame.used;
    handle(frame);
  }
  return used;
}

void WebSocketConnection::handle(const DecodedFrame& frame) {
  if (frame.kind == DecodedFrame::Kind::MESSAGE) {
    if (isOpen()) {
      handler_->onMessage(*this, frame.opcode == WebSocketOpcode::BINARY, frame.payload);
    }
    return;
  }
  if (frame.kind != DecodedFrame::Kind::CONTROL) {
    return;
  }
  if (frame.opcode == WebSocketOpcode::PING) {
    send(WebSocketOpcode::PONG, frame.payload);
  } else if (frame.opcode == WebSocketOpcode::CLOSE) {
    handleClose(frame.payload);
  }
}

void WebSocketConnection::handleClose(std::string_view payload) {
  std::uint16_t code = 1005;
  std::string_view reason;
  if (payload.size() >= 2) {
    code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                      static_cast<unsigned char>(payload[1]));
    reason = payload.substr(2);
  }
  if (payload.size() == 1 || (code != 1005 && !isValidCloseCode(code))) {
    return fail(1002, "Invalid close code");
  }
  if (!isValidUtf8(reason)) {
    return fail(1007, "Invalid UTF-8");
  }
  if (!closeSent_) {
    closeCode_ = code;
    closeReason_ = reason;
    send(WebSocketOpcode::CLOSE, encodeClosePayload(code, {}));
    closeSent_ = true;
  }
  // The server closes the TCP connection first (RFC 6455 section 7.1.1).
  connection_.closeAfterFlush();
}

void WebSocketConnection::onEnd(TcpConnection& connection) { connection.close(); }

void WebSocketConnection::onDrain(TcpConnection&) { handler_->onDrain(*this); }

void WebSocketConnection::onDeadline(TcpConnection& connection) { connection.close(); }

void WebSocketConnection::onShutdown(TcpConnection&) { handler_->onShutdown(*this); }

void WebSocketConnection::onClosed(TcpConnection&) {
  closed_ = true;
  loop().giveBuffer(std::exchange(pending_, {}));
  handler_->onClose(*this, closeCode_, closeReason_);
}

}  // namespace ignis
