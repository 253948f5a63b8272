#include "network/tcp_connector.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>
#include <vector>

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace ignis {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A peer whose machine has vanished is noticed after a minute and a half, also on a connection on
// which nobody writes.
constexpr int KEEPALIVE_IDLE_SECONDS = 60;
constexpr int KEEPALIVE_INTERVAL_SECONDS = 10;
constexpr int KEEPALIVE_PROBES = 3;

void setOption(int descriptor, int level, int name, int value) {
  ::setsockopt(descriptor, level, name, &value, sizeof value);
}

void configure(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
  setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
  setOption(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
  setOption(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
  setOption(descriptor, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES);
}

/// A socket connected to a free port of its own machine can meet itself when nobody listens there
/// (TCP simultaneous open).
bool isConnectedToItself(const tcp::socket& socket) {
  boost::system::error_code error;
  const tcp::endpoint local = socket.local_endpoint(error);
  return !error && local == socket.remote_endpoint(error);
}

}  // namespace

/// Kept alive by the handlers that Asio holds; once `onResult_` is gone they find nothing to do.
class TcpConnector::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(EventLoop& loop, std::string host, std::uint16_t port, TcpConnectHandler onResult)
      : host_(std::move(host)),
        port_(port),
        onResult_(std::move(onResult)),
        resolver_(loop.context()),
        socket_(loop.context()),
        addressDeadline_(loop.context()),
        deadline_(loop.context()) {}

  void start(std::chrono::milliseconds timeout) {
    deadline_.expires_after(timeout);
    deadline_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) {
        self->fail("timed out");
      }
    });
    boost::system::error_code isName;
    const asio::ip::address address = asio::ip::make_address(host_, isName);
    if (!isName) {
      endpoints_.emplace_back(address, port_);
      asio::post(socket_.get_executor(), [self = shared_from_this()] { self->tryNext(); });
      return;
    }
    // Without AI_ADDRCONFIG: it hides ::1 and 127.0.0.1 on machines without a network.
    resolver_.async_resolve(
        host_, std::to_string(port_), tcp::resolver::numeric_service,
        [self = shared_from_this()](const boost::system::error_code& error,
                                    const tcp::resolver::results_type& results) {
          if (error) {
            self->fail(error.message());
            return;
          }
          self->endpoints_.assign(results.begin(), results.end());
          self->tryNext();
        });
  }

  void abandon() noexcept {
    onResult_ = nullptr;
    release();
  }

 private:
  void tryNext() {
    if (!onResult_) {
      return;
    }
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (next_ == endpoints_.size()) {
      fail(lastError_);
      return;
    }
    boundWait();
    socket_.async_connect(endpoints_[next_++],
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            self->onConnected(error);
                          });
  }

  /// An address that does not answer leaves their share of the time to those after it.
  void boundWait() {
    const auto left = static_cast<std::int64_t>(endpoints_.size() - next_);
    if (left == 1) {
      addressDeadline_.cancel();
      return;
    }
    const auto now = std::chrono::steady_clock::now();
    addressDeadline_.expires_at(now + (deadline_.expiry() - now) / left);
    addressDeadline_.async_wait(
        [self = shared_from_this(), turn = next_ + 1](const boost::system::error_code& error) {
          if (!error && self->next_ == turn) {
            boost::system::error_code ignored;
            self->socket_.close(ignored);
          }
        });
  }

  void onConnected(const boost::system::error_code& error) {
    if (!onResult_) {
      return;
    }
    if (error || !socket_.is_open()) {
      lastError_ = error && error != asio::error::operation_aborted ? error.message() : "timed out";
      tryNext();
      return;
    }
    if (isConnectedToItself(socket_)) {
      lastError_ = "Connection refused";
      tryNext();
      return;
    }
    boost::system::error_code failure;
    TcpConnectResult result;
    result.peerAddress = socket_.remote_endpoint(failure).address().to_string();
    result.descriptor = failure ? -1 : socket_.release(failure);
    if (failure) {
      lastError_ = failure.message();
      tryNext();
      return;
    }
    configure(result.descriptor);
    finish(std::move(result));
  }

  void fail(std::string_view reason) {
    TcpConnectResult result;
    const bool isIpv6Literal = host_.find(':') != std::string::npos;
    result.error = fmt::format("Cannot connect to {}{}{}:{} | error: {}", isIpv6Literal ? "[" : "",
                               host_, isIpv6Literal ? "]" : "", port_, reason);
    finish(std::move(result));
  }

  void finish(TcpConnectResult result) {
    release();
    if (const TcpConnectHandler onResult = std::exchange(onResult_, nullptr)) {
      onResult(std::move(result));
    }
  }

  void release() noexcept {
    boost::system::error_code ignored;
    resolver_.cancel();
    socket_.close(ignored);
    addressDeadline_.cancel();
    deadline_.cancel();
  }

  std::string host_;
  std::uint16_t port_;
  TcpConnectHandler onResult_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer addressDeadline_;
  asio::steady_timer deadline_;
  std::vector<tcp::endpoint> endpoints_;
  std::size_t next_ = 0;
  std::string lastError_ = "the host has no address";
};

TcpConnector::TcpConnector(EventLoop& loop) : loop_(loop) {}

TcpConnector::~TcpConnector() { cancel(); }

void TcpConnector::connect(std::string host, std::uint16_t port, std::chrono::milliseconds timeout,
                           TcpConnectHandler onResult) {
  cancel();
  attempt_ = std::make_shared<Attempt>(loop_, std::move(host), port, std::move(onResult));
  attempt_->start(timeout);
}

void TcpConnector::cancel() noexcept {
  if (const auto attempt = std::exchange(attempt_, nullptr)) {
    attempt->abandon();
  }
}

}  // namespace ignis
