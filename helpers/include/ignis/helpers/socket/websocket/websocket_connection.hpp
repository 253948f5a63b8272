#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/network/http/http_exchange.hpp"
#include "ignis/helpers/network/tcp_connection.hpp"
#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"
#include "ignis/helpers/socket/websocket/protocol/frame.hpp"
#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

namespace ignis {

class SharedMessages;
class WebSocketConnection;

/// Who uses a WebSocket. Owned by its connection; every call comes on the connection's loop. What a
/// call throws is logged and closes the connection with 1011.
class IWebSocketHandler {
 public:
  virtual ~IWebSocketHandler() = default;

  /// The handshake is answered; from here on the handler may send.
  virtual void onOpen(WebSocketConnection& connection) = 0;
  /// One whole message, unmasked and valid UTF-8 when text. `payload` is valid during the call
  /// only.
  virtual void onMessage(WebSocketConnection& connection, bool isBinary,
                         std::string_view payload) = 0;
  /// The connection is over; called exactly once, last. 1005: closed without a code, 1006: lost.
  virtual void onClose(WebSocketConnection& connection, std::uint16_t code,
                       std::string_view reason) = 0;
  /// Everything queued has been handed to the kernel after the connection was backpressured.
  virtual void onDrain(WebSocketConnection&) {}
  /// The server is stopping; by default the connection closes with 1001.
  virtual void onShutdown(WebSocketConnection& connection);
};

struct WebSocketOptions {
  MessageLimits limits{};
  /// Compression is offered to nobody unless this is set.
  std::optional<PerMessageDeflateOptions> perMessageDeflate{};
  /// From the first byte of a message to its last; else close 1008.
  std::chrono::milliseconds messageTimeout{30000};
  /// Answers to pings that may be queued behind what the peer does not read; at one more the
  /// connection is dropped.
  std::size_t maxQueuedControlFrames = 60;
  /// How long the peer may take to answer our close frame.
  std::chrono::milliseconds closeTimeout{5000};
  /// A connection on which nothing has been received for so long is dropped; 0: never.
  std::chrono::milliseconds idleTimeout{0};
  /// Whether a ping is sent when half of `idleTimeout` has passed, so that a live peer stays.
  bool sendPings = true;
  /// Output limits of the connection once it is upgraded; unset: those of the HTTP server.
  std::optional<ConnectionLimits> connection{};
  /// Values of `Origin` that may connect, else 403; `*` allows all. Who sends no `Origin` is no
  /// browser and may connect.
  std::vector<std::string> origins{"*"};
  /// Subprotocols that this server speaks, best first: the first that the client offers is agreed
  /// on.
  std::vector<std::string> protocols{};
};

/// Throws an `ApplicationError` that names the option that can not be, and what it may be. Whoever
/// takes options from an application calls it once.
void checkWebSocketOptions(const WebSocketOptions& options);

/// The server's end of one WebSocket (RFC 6455). Sending only queues; the loop writes once per
/// turn. Call members on the connection's loop.
class WebSocketConnection final : public ConnectionProtocol {
 public:
  /// `deflateWindowBits` is the window to compress with, when compression was negotiated;
  /// `protocol` is the index in `options.protocols` of the one that was agreed on.
  WebSocketConnection(TcpConnection& connection, const WebSocketOptions& options,
                      std::unique_ptr<IWebSocketHandler> handler,
                      std::optional<int> deflateWindowBits = {},
                      std::optional<std::size_t> protocol = {});
  ~WebSocketConnection() override;

  EventLoop& loop() noexcept;
  const std::string& peerAddress() const noexcept;
  /// The subprotocol that was agreed on; empty for none.
  std::string_view protocol() const noexcept;
  bool isOpen() const noexcept { return !closeSent_ && !closed_; }
  std::size_t pendingOutput() const noexcept;
  bool isBackpressured() const noexcept;
  /// False while bytes are queued that the kernel has refused: what is sent then waits behind them.
  bool isWritable() const noexcept;

  /// Compressed if that was negotiated, `compress` is set and the payload reaches the threshold.
  void sendText(std::string_view payload, bool compress = true);
  void sendBinary(std::string_view payload, bool compress = true);
  void send(const std::shared_ptr<const SharedMessages>& messages);
  void ping(std::string_view payload = {});
  /// Starts the closing handshake; 1005 sends a close frame without a code. Idempotent.
  void close(std::uint16_t code = 1000, std::string_view reason = {});
  /// Drops the connection without a closing handshake; the handler sees 1006.
  void terminate();

  void onAttached(TcpConnection& connection) override;
  void onData(TcpConnection& connection, std::span<char> data) override;
  void onEnd(TcpConnection& connection) override;
  void onDrain(TcpConnection& connection) override;
  void onDeadline(TcpConnection& connection) override;
  void onShutdown(TcpConnection& connection) override;
  void onClosed(TcpConnection& connection) override;

 private:
  /// What has been done because nothing was received since `quietSince_`.
  enum class Silence : std::uint8_t { NONE, PINGED, LAST_LOOK };

  std::size_t process(std::span<char> data);
  void handle(const DecodedFrame& frame);
  void handleClose(std::string_view payload);
  template <class F>
  void callHandler(F call);
  void fail(std::uint16_t code, std::string_view reason);
  void queueFrame(WebSocketOpcode opcode, std::string_view payload, bool isCompressed = false);
  void sendMessage(WebSocketOpcode opcode, std::string_view payload, bool compress);
  void answerPing(std::string_view payload);
  void watchMessage();
  void watchSilence(EventLoop::Clock::time_point now);
  EventLoop::Clock::time_point nextDeadline() const noexcept;
  void setCloseReason(std::string_view reason);

  TcpConnection& connection_;
  const WebSocketOptions& options_;
  std::unique_ptr<IWebSocketHandler> handler_;
  MessageDecoder decoder_;
  std::string pending_;
  std::unique_ptr<const std::string> closeReason_;  ///< null: empty
  EventLoop::Clock::time_point messageDeadline_{};  ///< while `isMessageTimed_`
  EventLoop::Clock::time_point quietSince_{};       ///< when something was received last
  std::uint64_t firstPongEnd_ = 0;  ///< where in the output the first of `queuedPongs_` ends
  std::size_t queuedPongs_ = 0;     ///< queued since the kernel has refused bytes
  std::uint16_t closeCode_ = 1006;
  std::uint16_t protocol_;          ///< its place in the options, from 1; 0: none
  std::uint8_t deflateWindowBits_;  ///< 0: no compression
  bool isMessageTimed_ = false;     ///< part of a message has come
  Silence silence_ = Silence::NONE;
  bool closeSent_ = false;
  bool closed_ = false;
};

/// Why a request cannot become a WebSocket.
struct WebSocketRefusal {
  unsigned status;
  std::string_view reason;
};

/// Checks an upgrade request (RFC 6455 section 4.2.1): 400, 403 for its origin, 426 without an
/// upgrade or with another version, which is answered with `WEBSOCKET_UPGRADE_HEADERS`. A refused
/// origin is logged.
std::optional<WebSocketRefusal> checkWebSocketUpgrade(const HttpExchange& exchange,
                                                      const WebSocketOptions& options);

/// Header lines that tell what a 426 asks for.
inline constexpr std::string_view WEBSOCKET_UPGRADE_HEADERS =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";

/// Answers a request that `checkWebSocketUpgrade` has let pass with 101 and a new
/// `WebSocketConnection` that owns `handler`. `extraHeaders` are complete header lines; `options`
/// must outlive the connection.
void upgradeToWebSocket(HttpExchange& exchange, const WebSocketOptions& options,
                        std::unique_ptr<IWebSocketHandler> handler,
                        std::string_view extraHeaders = {});

/// Answers an upgrade request (RFC 6455 section 4.2): 101 and a new `WebSocketConnection` that owns
/// `handler`, or 400, 403 or 426 with the reason. `extraHeaders` are complete header lines for the
/// 101. `options` must outlive the connection. Returns whether the upgrade was accepted.
bool acceptWebSocket(HttpExchange& exchange, const WebSocketOptions& options,
                     std::unique_ptr<IWebSocketHandler> handler,
                     std::string_view extraHeaders = {});

/// Whether the request asks for a WebSocket (`Connection: upgrade`, `Upgrade: websocket`).
bool isWebSocketUpgrade(const HttpRequest& request) noexcept;

}  // namespace ignis
