#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"
#include "socket/websocket/protocol/deflate.hpp"

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
                                         std::unique_ptr<IWebSocketHandler> handler,
                                         std::optional<int> deflateWindowBits)
    : connection_(connection),
      options_(options),
      handler_(std::move(handler)),
      decoder_(options.limits, deflateWindowBits.has_value()),
      deflateWindowBits_(static_cast<std::uint8_t>(deflateWindowBits.value_or(0))) {}

WebSocketConnection::~WebSocketConnection() = default;

EventLoop& WebSocketConnection::loop() noexcept { return connection_.loop(); }

const std::string& WebSocketConnection::peerAddress() const noexcept {
  return connection_.peerAddress();
}

std::size_t WebSocketConnection::pendingOutput() const noexcept {
  return connection_.pendingOutput();
}

bool WebSocketConnection::isBackpressured() const noexcept { return connection_.isBackpressured(); }

bool WebSocketConnection::isWritable() const noexcept { return !connection_.isWaitingForPeer(); }

void WebSocketConnection::queueFrame(WebSocketOpcode opcode, std::string_view payload,
                                     bool isCompressed) {
  if (isOpen()) {
    appendFrame(connection_.output(), opcode, payload, isCompressed);
    connection_.outputQueued();
  }
}

void WebSocketConnection::sendMessage(WebSocketOpcode opcode, std::string_view payload,
                                      bool compress) {
  if (compress && deflateWindowBits_ != 0 && isOpen()) {
    if (const auto deflated =
            deflateMessage(payload, deflateWindowBits_, *options_.perMessageDeflate)) {
      return queueFrame(opcode, *deflated, true);
    }
  }
  queueFrame(opcode, payload);
}

void WebSocketConnection::sendText(std::string_view payload, bool compress) {
  sendMessage(WebSocketOpcode::TEXT, payload, compress);
}

void WebSocketConnection::sendBinary(std::string_view payload, bool compress) {
  sendMessage(WebSocketOpcode::BINARY, payload, compress);
}

void WebSocketConnection::send(const std::shared_ptr<const SharedMessages>& messages) {
  if (isOpen()) {
    connection_.write(deflateWindowBits_ == 0
                          ? messages->plain()
                          : messages->compressed(deflateWindowBits_, *options_.perMessageDeflate));
  }
}

void WebSocketConnection::ping(std::string_view payload) {
  queueFrame(WebSocketOpcode::PING, payload);
}

void WebSocketConnection::close(std::uint16_t code, std::string_view reason) {
  if (!isOpen()) {
    return;
  }
  queueFrame(WebSocketOpcode::CLOSE, encodeClosePayload(code, reason));
  closeSent_ = true;
  closeCode_ = code;
  closeReason_ = reason;
  connection_.setDeadline(loop().now() + options_.closeTimeout);
}

void WebSocketConnection::terminate() { connection_.close(); }

void WebSocketConnection::fail(std::uint16_t code, std::string_view reason) {
  if (code == 1008 || code == 1009) {
    logger().warn(
        "[fail] A limit is exceeded | code: {} | reason: {} | peer: {} | limits: maxMessageBytes "
        "{}, "
        "maxFragments {}, messageTimeout {} ms",
        code, reason, peerAddress(), options_.limits.maxMessageBytes, options_.limits.maxFragments,
        options_.messageTimeout.count());
  } else {
    logger().info("[fail] {} {} | peer: {}", code, reason, peerAddress());
  }
  if (isOpen()) {
    // As with the original's peer the code has to do; the reason is for the log and the handler.
    close(code);
    closeReason_ = reason;
  }
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
    return watchMessage();
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
  watchMessage();
}

/// Gives a message that has begun its deadline. It is left behind when the message ends in time:
/// moving it for the next one is cheaper than clearing it.
void WebSocketConnection::watchMessage() {
  if (!isMessageTimed_ && isOpen() && (!pending_.empty() || decoder_.isInMessage())) {
    isMessageTimed_ = true;
    connection_.setDeadline(loop().now() + options_.messageTimeout);
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
    if (!decoder_.isInMessage()) {
      isMessageTimed_ = false;
    }
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
    answerPing(frame.payload);
  } else if (frame.opcode == WebSocketOpcode::CLOSE) {
    handleClose(frame.payload);
  }
}

/// A peer may ping as often as it reads the answers. Those that it does not read are bounded: at
/// most twice the limit is queued, because the count starts again when its first pong is written.
void WebSocketConnection::answerPing(std::string_view payload) {
  if (!connection_.isWaitingForPeer() || connection_.bytesWritten() >= firstPongEnd_) {
    queuedPongs_ = 0;
  } else if (queuedPongs_ >= options_.maxQueuedControlFrames) {
    logger().warn(
        "[ping] A peer that pings and does not read is closed | peer: {} | limit: "
        "maxQueuedControlFrames {}",
        peerAddress(), options_.maxQueuedControlFrames);
    closeCode_ = 1008;
    closeReason_ = "Too many pings";
    return terminate();
  }
  queueFrame(WebSocketOpcode::PONG, payload);
  if (queuedPongs_++ == 0) {
    firstPongEnd_ = connection_.bytesWritten() + connection_.pendingOutput();
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
    queueFrame(WebSocketOpcode::CLOSE, encodeClosePayload(code, {}));
    closeSent_ = true;
  }
  // The server closes the TCP connection first (RFC 6455 section 7.1.1).
  connection_.closeAfterFlush();
}

void WebSocketConnection::onEnd(TcpConnection& connection) { connection.close(); }

void WebSocketConnection::onDrain(TcpConnection&) { handler_->onDrain(*this); }

void WebSocketConnection::onDeadline(TcpConnection& connection) {
  if (closeSent_) {
    connection.close();
  } else if (isMessageTimed_) {
    fail(1008, "Message not complete in time");
  }
}

void WebSocketConnection::onShutdown(TcpConnection&) {
  handler_->onShutdown(*this);
  if (closeSent_) {
    // Who does not answer the close frame does not hold the server up.
    connection_.closeAfterFlush();
  }
}

void WebSocketConnection::onClosed(TcpConnection&) {
  closed_ = true;
  loop().giveBuffer(std::exchange(pending_, {}));
  handler_->onClose(*this, closeCode_, closeReason_);
}

}  // namespace ignis
