#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

#include <algorithm>
#include <exception>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"
#include "socket/websocket/protocol/deflate.hpp"

namespace ignis {

namespace {

constexpr std::chrono::milliseconds LAST_LOOK_TIME{20};

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
                                         std::optional<int> deflateWindowBits,
                                         std::optional<std::size_t> protocol)
    : connection_(connection),
      options_(options),
      handler_(std::move(handler)),
      decoder_(options.limits, deflateWindowBits.has_value()),
      protocol_(static_cast<std::uint16_t>(protocol ? *protocol + 1 : 0)),
      deflateWindowBits_(static_cast<std::uint8_t>(deflateWindowBits.value_or(0))) {}

WebSocketConnection::~WebSocketConnection() = default;

EventLoop& WebSocketConnection::loop() noexcept { return connection_.loop(); }

const std::string& WebSocketConnection::peerAddress() const noexcept {
  return connection_.peerAddress();
}

std::string_view WebSocketConnection::protocol() const noexcept {
  return protocol_ == 0 ? std::string_view() : options_.protocols[protocol_ - 1];
}

void WebSocketConnection::setCloseReason(std::string_view reason) {
  closeReason_ = reason.empty() ? nullptr : std::make_unique<const std::string>(reason);
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
  setCloseReason(reason);
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
    setCloseReason(reason);
  }
  // The peer broke the protocol: what it sends from here on is not looked at (RFC 6455
  // section 7.1.7).
  connection_.closeAfterFlush();
}

void WebSocketConnection::onAttached(TcpConnection&) {
  if (options_.connection) {
    connection_.setLimits(*options_.connection);
  }
  if (options_.idleTimeout > std::chrono::milliseconds::zero()) {
    // The upgrade may come from a coroutine, long after the loop's turn has begun.
    quietSince_ = EventLoop::Clock::now();
    connection_.setDeadline(nextDeadline());
  }
  callHandler([this] { handler_->onOpen(*this); });
}

/// Nothing that a handler throws gets into the reading of frames, which has to go on where it is.
template <class F>
void WebSocketConnection::callHandler(F call) {
  try {
    call();
    return;
  } catch (const std::exception& error) {
    logger().error("[handler] A handler threw | peer: {} | error: {}", peerAddress(), error.what());
  } catch (...) {
    logger().error("[handler] A handler threw | peer: {} | error: unknown", peerAddress());
  }
  if (!closed_) {
    close(1011);
  }
}

void WebSocketConnection::onData(TcpConnection&, std::span<char> data) {
  if (options_.idleTimeout > std::chrono::milliseconds::zero()) {
    quietSince_ = std::max(quietSince_, loop().now());
    silence_ = Silence::NONE;
  }
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
    messageDeadline_ = loop().now() + options_.messageTimeout;
    connection_.setDeadline(nextDeadline());
  }
}

EventLoop::Clock::time_point WebSocketConnection::nextDeadline() const noexcept {
  auto next = isMessageTimed_ ? messageDeadline_ : EventLoop::Clock::time_point::max();
  if (options_.idleTimeout > std::chrono::milliseconds::zero()) {
    const bool isPingDue = options_.sendPings && silence_ == Silence::NONE;
    next =
        std::min(next, quietSince_ + (isPingDue ? options_.idleTimeout / 2 : options_.idleTimeout));
  }
  return next;
}

/// Receiving stores the time and moves no deadline: what has passed is seen when it fires.
void WebSocketConnection::watchSilence(EventLoop::Clock::time_point now) {
  if (connection_.isWaitingForPeer()) {
    // It may be read from no longer, and no ping would reach it: the write timeout is its limit.
    quietSince_ = now;
    silence_ = Silence::NONE;
  } else if (options_.sendPings && silence_ == Silence::NONE &&
             now - quietSince_ >= options_.idleTimeout / 2) {
    // However late this is, the peer has the other half to answer.
    quietSince_ = now - options_.idleTimeout / 2;
    silence_ = Silence::PINGED;
    ping();
  } else if (now - quietSince_ < options_.idleTimeout) {
    return;
  } else if (silence_ != Silence::LAST_LOOK) {
    // If the loop was held up, the answer has come and is still to be read.
    quietSince_ = now - options_.idleTimeout + LAST_LOOK_TIME;
    silence_ = Silence::LAST_LOOK;
  } else {
    logger().info("[idle] A silent peer is dropped | peer: {} | limit: idleTimeout {} ms",
                  peerAddress(), options_.idleTimeout.count());
    setCloseReason("Idle timeout");
    terminate();
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
  decoder_.releaseMessage();
  return used;
}

void WebSocketConnection::handle(const DecodedFrame& frame) {
  if (frame.kind == DecodedFrame::Kind::MESSAGE) {
    if (isOpen()) {
      callHandler([&] {
        handler_->onMessage(*this, frame.opcode == WebSocketOpcode::BINARY, frame.payload);
      });
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
    setCloseReason("Too many pings");
    return terminate();
  }
  queueFrame(WebSocketOpcode::PONG, payload);
  if (queuedPongs_++ == 0) {
    firstPongEnd_ = connection_.bytesWritten() + connection_.pendingOutput();
  }
}

void WebSocketConnection::handleClose(std::string_view payload) {
  const ClosePayload close = decodeClosePayload(payload);
  if (close.wrong != nullptr) {
    return fail(close.code, close.wrong);
  }
  if (!closeSent_) {
    closeCode_ = close.code;
    setCloseReason(close.reason);
    queueFrame(WebSocketOpcode::CLOSE, encodeClosePayload(close.code, {}));
    closeSent_ = true;
  }
  // The server closes the TCP connection first (RFC 6455 section 7.1.1).
  connection_.closeAfterFlush();
}

void WebSocketConnection::onEnd(TcpConnection& connection) { connection.close(); }

void WebSocketConnection::onDrain(TcpConnection&) {
  callHandler([this] { handler_->onDrain(*this); });
}

void WebSocketConnection::onDeadline(TcpConnection& connection) {
  if (closeSent_) {
    return connection.close();
  }
  const auto now = loop().now();
  if (isMessageTimed_ && now >= messageDeadline_) {
    return fail(1008, "Message not complete in time");
  }
  if (options_.idleTimeout > std::chrono::milliseconds::zero()) {
    watchSilence(now);
  }
  if (!closed_) {
    connection.setDeadline(nextDeadline());
  }
}

void WebSocketConnection::onShutdown(TcpConnection&) {
  callHandler([this] { handler_->onShutdown(*this); });
  if (closeSent_) {
    // Who does not answer the close frame does not hold the server up.
    connection_.closeAfterFlush();
  }
}

void WebSocketConnection::onClosed(TcpConnection&) {
  closed_ = true;
  loop().giveBuffer(std::exchange(pending_, {}));
  callHandler([this] {
    handler_->onClose(*this, closeCode_,
                      closeReason_ ? std::string_view(*closeReason_) : std::string_view());
  });
}

}  // namespace ignis
