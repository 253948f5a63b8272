#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/tcp_connection.hpp"
#include "network/client/client_endpoint.hpp"
#include "network/tcp_connector.hpp"
#include "network/tls/tls_client_session.hpp"

namespace ignis {

/// A byte stream to a server: TCP, the tunnel of a proxy when there is one, TLS when the endpoint
/// has it. Output is written once at the end of a turn of the loop. On one loop.
class ClientConnection final : public std::enable_shared_from_this<ClientConnection>,
                               private ConnectionOwner {
 public:
  class Listener {
   public:
    /// The server takes bytes from here on.
    virtual void onConnected() = 0;
    /// `data` is valid during the call only and may be changed in place.
    virtual void onData(std::span<char> data) = 0;
    /// Everything queued has been handed to the kernel, after `isBackpressured()` was true.
    virtual void onDrain() {}
    /// The time of `setDeadline` has come.
    virtual void onDeadline() {}
    /// There is no connection, or not any more; the reason names the server and is empty when the
    /// server has closed it orderly. Called once, last, and never by a member function.
    virtual void onClosed(const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  /// The listener, and the endpoint with it, outlive the connection or call `close`.
  ClientConnection(EventLoop& loop, const ClientEndpoint& endpoint, const ConnectionLimits& limits,
                   Listener& listener);
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;
  ~ClientConnection();

  /// Everything up to `onConnected` together takes `timeout` at most; 0 for as long as it takes.
  void open(std::chrono::milliseconds timeout);
  void write(std::string_view bytes);
  /// Where plaintext may be appended to in place, and what has to be called afterwards.
  std::string& output();
  void outputQueued();
  bool isConnected() const noexcept;
  bool isBackpressured() const noexcept;
  /// Moves the one deadline that a connected listener has.
  void setDeadline(EventLoop::Clock::time_point deadline);
  void pauseReading();
  void resumeReading();
  /// Ends it at once, without a word to the listener.
  void close();
  /// Ends it without a word to the listener as soon as what is queued is written.
  void closeAfterFlush();

 private:
  class Protocol;
  struct Opening;
  enum class State : std::uint8_t { CONNECTING, TUNNEL, TLS_HANDSHAKE, CONNECTED };

  void onTcpConnected(TcpConnectResult result);
  void requestTunnel();
  void onProxyAnswer(std::string_view bytes);
  void beginStream();
  void becomeConnected();
  void onBytes(std::span<char> bytes);
  void onCiphertext(std::span<const char> bytes);
  void onEnd();
  void onDeadline();
  void leaveToFlush();
  void fail(std::string_view what);
  void end(const std::string& reason);
  void onConnectionClosed(TcpConnection& connection) override;

  EventLoop& loop_;
  const ClientEndpoint& endpoint_;
  const ConnectionLimits limits_;
  Listener* listener_;  ///< null once there is nothing more to tell
  std::unique_ptr<Opening> opening_;
  std::shared_ptr<TcpConnection> tcp_;
  std::unique_ptr<TlsClientSession> tls_;
  std::string plaintext_;  ///< on its way to `tls_`
  State state_ = State::CONNECTING;
};

}  // namespace ignis
