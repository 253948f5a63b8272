#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/network/http/http_exchange.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/network/http/http_server_options.hpp"
#include "ignis/helpers/network/tcp_connection.hpp"
#include "network/http/request_parser.hpp"

namespace ignis {

class HttpConnection;
class HttpLoopService;

/// The exchange of one connection while a request of it is under way; reused through its loop's
/// pool.
class PooledExchange final : public HttpExchange {
 public:
  explicit PooledExchange(EventLoop& loop) : loop_(loop) {}
  ~PooledExchange() override;

  EventLoop& loop() noexcept override { return loop_; }
  std::string_view peerAddress() const noexcept override;
  bool isOpen() const noexcept override;
  void finish() override;
  void upgrade(std::string_view head, const ProtocolFactory& make) override;

 private:
  friend class HttpConnection;
  friend class HttpLoopService;

  EventLoop& loop_;
  TcpConnection* connection_ = nullptr;  ///< null once it is closed
  HttpConnection* protocol_ = nullptr;
  std::shared_ptr<void> bodyStart_;  ///< from `HttpMountOptions::onBodyStart`
  std::optional<RequestParser> parser_;
};

/// What one loop serves: its handlers and its spare exchanges.
class HttpLoopService final : public BodyLimits {
 public:
  /// Takes a connection off this loop and gives it to `target`, where `make` says what it speaks;
  /// `unread` has been received from the peer already.
  using HandOver = std::function<void(TcpConnection& connection, EventLoop& target,
                                      std::string unread, ProtocolFactory make)>;

  HttpLoopService(EventLoop& loop, const HttpLimits& limits, HandOver handOver)
      : loop_(loop), limits_(limits), handOver_(std::move(handOver)) {}

  const HttpLimits& limits() const noexcept { return limits_; }
  std::size_t maxBodyBytes(const HttpRequest& request) const override;
  const HandOver& handOver() const noexcept { return handOver_; }
  void setHandler(HttpHandler handler) { handler_ = std::move(handler); }
  void mount(std::string prefix, HttpHandler handler, HttpMountOptions options);
  /// What holds for the request's path; null when no mount takes it.
  const HttpMountOptions* optionsFor(const HttpRequest& request) const;
  void unmount(std::string_view prefix);
  void mountUpgrade(std::string path, HttpHandler handler);
  void unmountUpgrade(std::string_view path);
  void handle(HttpExchange& exchange) const;

  std::shared_ptr<PooledExchange> take();
  void giveBack(std::shared_ptr<PooledExchange> exchange);

 private:
  struct Mount {
    std::string prefix;
    HttpHandler handler;
    HttpMountOptions options;
  };

  struct UpgradeMount {
    std::string path;
    HttpHandler handler;
  };

  const Mount* find(const HttpRequest& request) const;
  const UpgradeMount* findUpgrade(const HttpRequest& request) const;

  EventLoop& loop_;
  const HttpLimits& limits_;
  HandOver handOver_;
  HttpHandler handler_;
  std::vector<Mount> mounts_;  ///< longest prefix first
  std::vector<UpgradeMount> upgradeMounts_;
  std::vector<std::shared_ptr<PooledExchange>> spare_;
};

/// HTTP/1.1 on one connection: reads requests, has them handled one at a time, writes the answers
/// in order.
class HttpConnection final : public ConnectionProtocol {
 public:
  explicit HttpConnection(HttpLoopService& service) : service_(service) {}
  ~HttpConnection() override;

  void onData(TcpConnection& connection, std::span<char> data) override;
  void onEnd(TcpConnection& connection) override;
  void onDeadline(TcpConnection& connection) override;
  void onShutdown(TcpConnection& connection) override;
  void onClosed(TcpConnection& connection) override;

  /// Called by the exchange.
  void finish(PooledExchange& exchange);
  void upgrade(PooledExchange& exchange, std::string_view head, const ProtocolFactory& make);
  void onExchangeDropped();

 private:
  enum class Phase : std::uint8_t { IDLE, READING, HANDLING, UPGRADED, CLOSED };

  /// Handles what is complete in `data`; returns how much of it was used.
  std::size_t process(TcpConnection& connection, std::span<char> data);
  void continueWithPending(TcpConnection& connection);
  void dispatch(TcpConnection& connection);
  void refuse(TcpConnection& connection, unsigned status, std::string_view reason);
  bool hasRefusalBody(unsigned status) const;
  void handOver(TcpConnection& connection, EventLoop& target, const ProtocolFactory& make);
  void writeAnswer(TcpConnection& connection, const HttpRequest& request,
                   const HttpResponse& response);
  void extendReadDeadline(TcpConnection& connection, RequestParser::State before);

  HttpLoopService& service_;
  std::shared_ptr<PooledExchange> exchange_;  ///< while reading, and during the synchronous handler
  PooledExchange* handling_ = nullptr;        ///< while a handler has it
  std::string pending_;                       ///< received, not yet used
  EventLoop::Clock::time_point bodySince_{};
  Phase phase_ = Phase::IDLE;
  bool dispatching_ = false;
  bool closeAfterAnswer_ = false;
  bool peerEnded_ = false;
};

}  // namespace ignis
