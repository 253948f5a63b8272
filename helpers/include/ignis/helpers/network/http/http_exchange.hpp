#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"

namespace ignis {

class ConnectionProtocol;
class EventLoop;
class TcpConnection;

using ProtocolFactory = std::function<std::unique_ptr<ConnectionProtocol>(TcpConnection&)>;

/// A request and its answer, on the loop of its connection. A handler fills `response` and calls
/// `finish`, at once or later; it keeps the exchange alive with `shared_from_this` until then. The
/// requests that follow on the connection wait meanwhile. An exchange that is dropped unfinished
/// closes its connection.
class HttpExchange : public std::enable_shared_from_this<HttpExchange> {
 public:
  virtual ~HttpExchange() = default;

  HttpRequest request;
  HttpResponse response;
  /// What the handler keeps between requests that use the same exchange, to reuse its memory.
  std::shared_ptr<void> attachment;
  /// For a handler that answers later: the peer has gone, or will send nothing more. Such a peer
  /// may still read, so the exchange wants its answer nevertheless.
  std::function<void()> onPeerGone;
  /// For a handler that answers later: the server is stopping and waits for the answer.
  std::function<void()> onShutdown;
  /// The loop that `upgrade` hands the connection to; null for the loop of the exchange.
  EventLoop* upgradeLoop = nullptr;

  virtual EventLoop& loop() noexcept = 0;
  virtual std::string_view peerAddress() const noexcept = 0;
  /// False once the peer has gone; `finish` is then a no-op.
  virtual bool isOpen() const noexcept = 0;
  /// Sends `response`.
  virtual void finish() = 0;
  /// Instead of `finish`: writes `head` (a complete status line and header block) and hands the
  /// connection, with all bytes that have come after the request, to the protocol that `make`
  /// returns; `make` is called on `upgradeLoop`, and there only later when that is another loop.
  virtual void upgrade(std::string_view head, const ProtocolFactory& make) = 0;
};

}  // namespace ignis
