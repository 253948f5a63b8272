#include "socket/websocket/websocket_client_connection.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/common/random.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"
#include "network/client/url.hpp"
#include "network/http/response_parser.hpp"
#include "socket/websocket/protocol/handshake_key.hpp"

namespace ignis {

using std::chrono::milliseconds;

namespace {

/// Nobody who sees the payloads may guess it (RFC 6455 section 5.3). The kernel is asked for many
/// at a time.
std::uint32_t nextMaskingKey() {
  thread_local std::array<std::uint32_t, 256> keys;
  thread_local std::size_t left = 0;
  if (left == 0) {
    randomBytes(std::as_writable_bytes(std::span(keys)));
    left = keys.size();
  }
  return keys[--left];
}

constexpr std::size_t KEY_BYTES = 16;
constexpr unsigned SWITCHING_PROTOCOLS = 101;
/// How long a server may take to answer our goodbye.
constexpr std::chrono::seconds CLOSE_TIME{3};

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"WebSocketClientConnection"});
  return instance;
}

bool hasHeader(const HttpClientResponse& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [name](const auto& header) { return header.first == name; });
}

/// What is wrong with the answer to a handshake (RFC 6455 section 4.1), in the words of Node's
/// `ws`; empty: nothing.
std::string findWrong(const HttpClientResponse& response, std::string_view accept) {
  if (response.status != SWITCHING_PROTOCOLS) {
    const std::string target = response.redirection();
    return target.empty() ? fmt::format("Unexpected server response: {}", response.status)
                          : fmt::format(
                                "Unexpected server response: {} | to: {} | rule: "
                                "redirections are not followed",
                                response.status, target);
  }
  if (!ascii::iequals(response.header("upgrade"), "websocket")) {
    return "Invalid Upgrade header";
  }
  if (response.header("sec-websocket-accept") != accept) {
    return "Invalid Sec-WebSocket-Accept header";
  }
  if (hasHeader(response, "sec-websocket-protocol")) {
    return "Server sent a subprotocol but none was requested";
  }
  if (hasHeader(response, "sec-websocket-extensions")) {
    return "Server sent a Sec-WebSocket-Extensions header but no extension was requested";
  }
  return {};
}

}  // namespace

class WebSocketClientConnection::Impl final : public std::enable_shared_from_this<Impl>,
                                              public ClientConnection::Listener {
 public:
  Impl(EventLoop& loop, const ClientEndpoint& endpoint, const ConnectionLimits& limits,
       std::size_t maxMessageBytes, WebSocketClientConnection::Listener& listener)
      : loop_(loop),
        endpoint_(endpoint),
        listener_(&listener),
        connection_(std::make_shared<ClientConnection>(loop, endpoint, limits, *this)),
        limits_{.maxMessageBytes = maxMessageBytes},
        decoder_(limits_, false, WebSocketRole::CLIENT) {}

  void open(const WebSocketClientRequest& request, milliseconds timeout);
  void send(WebSocketOpcode opcode, std::string_view prefix, std::string_view payload);
  void close();
  void abandon();
  bool isBackpressured() const noexcept { return connection_->isBackpressured(); }
  bool isViolated() const noexcept { return isViolated_; }

 private:
  enum class State : std::uint8_t { CONNECTING, OPEN, CLOSING };

  /// What is needed until the WebSocket is open.
  struct Handshake {
    std::string request;
    std::string accept;
    ResponseParser parser{0};
    EventLoop::Clock::time_point deadline = EventLoop::Clock::time_point::max();
  };

  void onConnected() override;
  void onData(std::span<char> data) override;
  void onDrain() override;
  void onDeadline() override;
  void onClosed(const std::string& reason) override;

  std::size_t takeHandshake(std::string_view data);
  void onFrames(std::span<char> data);
  std::size_t process(std::span<char> data);
  void handle(const DecodedFrame& frame);
  void handleClose(std::string_view payload);
  void fail(std::uint16_t code, std::string_view reason);
  void finish(bool isClean, const std::string& description);
  void appendClose(std::string_view payload);
  std::string serverName() const { return formatAuthority(endpoint_.host, endpoint_.port); }

  EventLoop& loop_;
  const ClientEndpoint& endpoint_;
  WebSocketClientConnection::Listener* listener_;  ///< null once there is nothing more to tell
  std::shared_ptr<ClientConnection> connection_;
  std::unique_ptr<Handshake> handshake_;
  MessageLimits limits_;
  MessageDecoder decoder_;
  std::string pending_;  ///< a frame that has not come as a whole
  State state_ = State::CONNECTING;
  bool isViolated_ = false;
};

void WebSocketClientConnection::Impl::open(const WebSocketClientRequest& request,
                                           milliseconds timeout) {
  const std::string key = base64Encode(randomBytes(KEY_BYTES));
  handshake_ = std::make_unique<Handshake>();
  handshake_->accept = webSocketAccept(key);
  if (timeout > milliseconds{0}) {
    handshake_->deadline = EventLoop::Clock::now() + timeout;
  }
  std::string& text = handshake_->request;
  text.append("GET ").append(request.target).append(" HTTP/1.1\r\nHost: ");
  text.append(request.hostHeader);
  text.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
  text.append("Sec-WebSocket-Key: ").append(key).append("\r\n");
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  text.append("\r\n");
  connection_->open(timeout);
}

void WebSocketClientConnection::Impl::onConnected() {
  connection_->setDeadline(handshake_->deadline);
  connection_->write(handshake_->request);
}

void WebSocketClientConnection::Impl::onData(std::span<char> data) {
  const auto self = shared_from_this();
  if (state_ == State::CONNECTING) {
    data = data.subspan(takeHandshake({data.data(), data.size()}));
  }
  if (!data.empty() && listener_ != nullptr) {
    onFrames(data);
  }
}

/// How much of `data` belongs to the handshake.
std::size_t WebSocketClientConnection::Impl::takeHandshake(std::string_view data) {
  ResponseParser& parser = handshake_->parser;
  const std::size_t used = parser.feed(data);
  if (parser.state() == ResponseParser::State::HEADER) {
    return used;
  }
  // An answer that is no handshake may be large: its status is what counts.
  const HttpClientResponse& response = parser.response();
  if (parser.state() == ResponseParser::State::FAILED &&
      (response.status == 0 || response.status == SWITCHING_PROTOCOLS)) {
    finish(false, fmt::format("The answer to the handshake cannot be used: {} | server: {}",
                              parser.error(), serverName()));
    return data.size();
  }
  if (const std::string wrong = findWrong(response, handshake_->accept); !wrong.empty()) {
    finish(false, wrong + " | server: " + serverName());
    return data.size();
  }
  const auto handshake = std::move(handshake_);
  state_ = State::OPEN;
  connection_->setDeadline(EventLoop::Clock::time_point::max());
  for (const auto& [name, value] : response.headers) {
    if (listener_ != nullptr) {
      listener_->onHeader(name, value);
    }
  }
  if (listener_ != nullptr) {
    listener_->onOpen();
  }
  return used;
}

void WebSocketClientConnection::Impl::onFrames(std::span<char> data) {
  if (pending_.empty()) {
    const std::size_t used = process(data);
    if (used < data.size() && listener_ != nullptr) {
      pending_ = loop_.takeBuffer();
      pending_.assign(data.data() + used, data.size() - used);
    }
    return;
  }
  pending_.append(data.data(), data.size());
  const std::size_t used = process(pending_);
  pending_.erase(0, used);
  if (pending_.empty() || listener_ == nullptr) {
    loop_.giveBuffer(std::exchange(pending_, {}));
  }
}

std::size_t WebSocketClientConnection::Impl::process(std::span<char> data) {
  std::size_t used = 0;
  while (used < data.size() && listener_ != nullptr) {
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
  decoder_.releaseMessage();
  return used;
}

void WebSocketClientConnection::Impl::handle(const DecodedFrame& frame) {
  if (frame.kind == DecodedFrame::Kind::MESSAGE) {
    if (state_ != State::OPEN) {
      return;
    }
    if (frame.opcode == WebSocketOpcode::TEXT) {
      listener_->onText(frame.payload);
    } else {
      listener_->onBinary(std::as_bytes(std::span(frame.payload)));
    }
    return;
  }
  if (frame.kind != DecodedFrame::Kind::CONTROL) {
    return;
  }
  if (frame.opcode == WebSocketOpcode::CLOSE) {
    handleClose(frame.payload);
  } else if (frame.opcode == WebSocketOpcode::PING && !isBackpressured()) {
    // A server that pings and does not read misses no answer.
    send(WebSocketOpcode::PONG, {}, frame.payload);
  }
}

void WebSocketClientConnection::Impl::handleClose(std::string_view payload) {
  const ClosePayload close = decodeClosePayload(payload);
  if (close.wrong != nullptr) {
    return fail(close.code, close.wrong);
  }
  if (state_ == State::OPEN) {
    appendClose(encodeClosePayload(close.code, {}));
  }
  finish(true, fmt::format("The WebSocket was closed | code: {} | reason: {} | server: {}",
                           close.code, close.reason, serverName()));
}

/// The server broke the protocol: what it sends from here on is not looked at (RFC 6455
/// section 7.1.7).
void WebSocketClientConnection::Impl::fail(std::uint16_t code, std::string_view reason) {
  isViolated_ = true;
  if (code == 1008 || code == 1009) {
    logger().warn(
        "[fail] A limit is exceeded | code: {} | reason: {} | server: {} | limits: maxMessageBytes "
        "{}, maxFragments {}",
        code, reason, serverName(), limits_.maxMessageBytes, limits_.maxFragments);
  }
  if (state_ == State::OPEN) {
    appendClose(encodeClosePayload(code, {}));
  }
  finish(false, fmt::format("The server broke the protocol | code: {} | reason: {} | server: {}",
                            code, reason, serverName()));
}

void WebSocketClientConnection::Impl::finish(bool isClean, const std::string& description) {
  if (WebSocketClientConnection::Listener* const listener = std::exchange(listener_, nullptr)) {
    connection_->closeAfterFlush();
    listener->onClosed(isClean, description);
  }
}

void WebSocketClientConnection::Impl::onDrain() {
  if (state_ == State::OPEN && listener_ != nullptr) {
    listener_->onDrain();
  }
}

void WebSocketClientConnection::Impl::onDeadline() {
  const auto self = shared_from_this();
  if (state_ == State::CONNECTING) {
    finish(false, "The server has not answered the handshake in time | server: " + serverName());
  } else {
    finish(false, "The server has not answered the goodbye in time | server: " + serverName());
  }
}

void WebSocketClientConnection::Impl::onClosed(const std::string& reason) {
  const auto self = shared_from_this();
  finish(false,
         reason.empty()
             ? "The server has closed the connection without a goodbye | server: " + serverName()
             : reason);
}

void WebSocketClientConnection::Impl::send(WebSocketOpcode opcode, std::string_view prefix,
                                           std::string_view payload) {
  if (state_ == State::OPEN) {
    appendMaskedFrame(connection_->output(), opcode, prefix, payload, nextMaskingKey());
    connection_->outputQueued();
  }
}

void WebSocketClientConnection::Impl::appendClose(std::string_view payload) {
  send(WebSocketOpcode::CLOSE, {}, payload);
  state_ = State::CLOSING;
}

void WebSocketClientConnection::Impl::close() {
  if (state_ == State::OPEN) {
    appendClose(encodeClosePayload(1000, {}));
    connection_->setDeadline(EventLoop::Clock::now() + CLOSE_TIME);
  } else if (state_ == State::CONNECTING) {
    state_ = State::CLOSING;
    connection_->close();
    loop_.post([self = shared_from_this()] {
      self->finish(false, "WebSocket was closed before the connection was established");
    });
  }
}

void WebSocketClientConnection::Impl::abandon() {
  listener_ = nullptr;
  if (state_ == State::CLOSING) {
    connection_->closeAfterFlush();
  } else {
    connection_->close();
  }
}

WebSocketClientConnection::WebSocketClientConnection(EventLoop& loop,
                                                     const ClientEndpoint& endpoint,
                                                     const ConnectionLimits& limits,
                                                     std::size_t maxMessageBytes,
                                                     Listener& listener)
    : impl_(std::make_shared<Impl>(loop, endpoint, limits, maxMessageBytes, listener)) {}

WebSocketClientConnection::~WebSocketClientConnection() { impl_->abandon(); }

void WebSocketClientConnection::open(const WebSocketClientRequest& request, milliseconds timeout) {
  impl_->open(request, timeout);
}

void WebSocketClientConnection::sendText(std::string_view prefix, std::string_view payload) {
  impl_->send(WebSocketOpcode::TEXT, prefix, payload);
}

void WebSocketClientConnection::sendBinary(std::span<const std::byte> payload) {
  impl_->send(WebSocketOpcode::BINARY, {},
              {reinterpret_cast<const char*>(payload.data()), payload.size()});
}

void WebSocketClientConnection::close() { impl_->close(); }

bool WebSocketClientConnection::isBackpressured() const noexcept {
  return impl_->isBackpressured();
}

bool WebSocketClientConnection::isViolated() const noexcept { return impl_->isViolated(); }

}  // namespace ignis
