#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "network/client/client_connection.hpp"

namespace ignis {

/// How a WebSocket to a server is opened.
struct WebSocketClientRequest {
  std::string target;                                          ///< path and query
  std::string hostHeader;                                      ///< `example.com:8443`
  std::vector<std::pair<std::string, std::string>> headers{};  ///< further ones
};

/// The client's end of a WebSocket (RFC 6455): the opening handshake, masked frames out, messages
/// in. It answers pings and closes orderly. On one loop.
class WebSocketClientConnection final {
 public:
  class Listener {
   public:
    virtual void onOpen() = 0;
    /// Headers of the answer to the handshake that the listener may want: `Set-Cookie`. Before
    /// `onOpen`.
    virtual void onHeader(std::string_view /*name*/, std::string_view /*value*/) {}
    /// The payload is valid during the call only.
    virtual void onText(std::string_view payload) = 0;
    virtual void onBinary(std::span<const std::byte> payload) = 0;
    virtual void onDrain() {}
    /// There is no WebSocket, or not any more. `isClean` when a close frame has come. Called once,
    /// last, and never by a member function.
    virtual void onClosed(bool isClean, const std::string& description) = 0;

   protected:
    ~Listener() = default;
  };

  /// Endpoint and listener outlive it. Destroying it, also in a call to the listener, closes the
  /// connection without a word to the listener; after a `close` the goodbye is still written.
  WebSocketClientConnection(EventLoop& loop, const ClientEndpoint& endpoint,
                            const ConnectionLimits& limits, std::size_t maxMessageBytes,
                            Listener& listener);
  WebSocketClientConnection(const WebSocketClientConnection&) = delete;
  WebSocketClientConnection& operator=(const WebSocketClientConnection&) = delete;
  ~WebSocketClientConnection();

  /// The connection and the handshake together take `timeout` at most; 0 for as long as it takes.
  void open(const WebSocketClientRequest& request, std::chrono::milliseconds timeout);
  /// Each message is `prefix` and `payload`, so that a caller need not put them together.
  void sendText(std::string_view prefix, std::string_view payload);
  void sendBinary(std::span<const std::byte> payload);
  /// Says goodbye (1000); the connection is gone when the server has answered, or soon after.
  void close();
  bool isBackpressured() const noexcept;
  /// Whether it is over because the server broke RFC 6455 or a limit.
  bool isViolated() const noexcept;

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
