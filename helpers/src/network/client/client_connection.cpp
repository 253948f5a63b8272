#include "network/client/client_connection.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/common/parse.hpp"
#include "network/client/url.hpp"

namespace ignis {

using std::chrono::milliseconds;

namespace {

constexpr std::string_view HEADER_END = "\r\n\r\n";
constexpr std::size_t MAX_PROXY_ANSWER_BYTES = 8 * 1024;
/// As good as no timeout, and still an end.
constexpr std::chrono::hours NO_TIMEOUT{24};

/// Of `HTTP/1.1 200 Connection established` (RFC 9112 section 4).
std::optional<unsigned> statusOf(std::string_view answer) {
  constexpr std::string_view VERSION = "HTTP/1.x ";
  constexpr std::size_t DIGITS = 3;
  if (!answer.starts_with("HTTP/1.") || answer.size() < VERSION.size() + DIGITS ||
      answer[VERSION.size() - 1] != ' ') {
    return std::nullopt;
  }
  return parseUnsigned<unsigned>(answer.substr(VERSION.size(), DIGITS));
}

}  // namespace

class ClientConnection::Protocol final : public ConnectionProtocol {
 public:
  explicit Protocol(std::shared_ptr<ClientConnection> connection)
      : connection_(std::move(connection)) {}

  void onData(TcpConnection&, std::span<char> data) override { connection_->onBytes(data); }
  void onEnd(TcpConnection&) override { connection_->onEnd(); }
  void onDrain(TcpConnection&) override {
    if (connection_->isConnected()) {
      connection_->listener_->onDrain();
    }
  }
  void onDeadline(TcpConnection&) override { connection_->onDeadline(); }
  void onShutdown(TcpConnection&) override {}

 private:
  std::shared_ptr<ClientConnection> connection_;
};

/// What is needed until there is a connection.
struct ClientConnection::Opening {
  explicit Opening(EventLoop& loop) : connector(loop) {}

  TcpConnector connector;
  EventLoop::Clock::time_point deadline{};
  std::string proxyAnswer;
};

ClientConnection::ClientConnection(EventLoop& loop, const ClientEndpoint& endpoint,
                                   const ConnectionLimits& limits, Listener& listener)
    : loop_(loop), endpoint_(endpoint), limits_(limits), listener_(&listener) {}

ClientConnection::~ClientConnection() = default;

void ClientConnection::open(milliseconds timeout) {
  opening_ = std::make_unique<Opening>(loop_);
  const milliseconds limit = timeout > milliseconds{0} ? timeout : NO_TIMEOUT;
  opening_->deadline = EventLoop::Clock::now() + limit;
  const auto& proxy = endpoint_.proxy;
  opening_->connector.connect(
      proxy ? proxy->host : endpoint_.host, proxy ? proxy->port : endpoint_.port, limit,
      [this](TcpConnectResult result) { onTcpConnected(std::move(result)); });
}

void ClientConnection::onTcpConnected(TcpConnectResult result) {
  const auto self = shared_from_this();
  if (!result.error.empty()) {
    end(endpoint_.proxy ? fmt::format("{} | proxy of: {}", result.error,
                                      formatAuthority(endpoint_.host, endpoint_.port))
                        : result.error);
    return;
  }
  tcp_ = TcpConnection::open(loop_, result.descriptor, std::move(result.peerAddress), limits_,
                             *this, std::make_unique<Protocol>(self));
  tcp_->setDeadline(opening_->deadline);
  if (endpoint_.proxy) {
    requestTunnel();
  } else {
    beginStream();
  }
}

/// RFC 9110 section 9.3.6.
void ClientConnection::requestTunnel() {
  state_ = State::TUNNEL;
  const std::string server = formatAuthority(endpoint_.host, endpoint_.port);
  std::string& output = tcp_->output();
  output.append("CONNECT ").append(server).append(" HTTP/1.1\r\nHost: ").append(server);
  if (!endpoint_.proxy->authorization.empty()) {
    output.append("\r\nProxy-Authorization: ").append(endpoint_.proxy->authorization);
  }
  output.append(HEADER_END);
  tcp_->outputQueued();
}

void ClientConnection::onProxyAnswer(std::string_view bytes) {
  std::string& answer = opening_->proxyAnswer;
  answer.append(bytes);
  const std::size_t end =
      std::string_view(answer).substr(0, MAX_PROXY_ANSWER_BYTES).find(HEADER_END);
  if (end == std::string::npos) {
    if (answer.size() >= MAX_PROXY_ANSWER_BYTES) {
      fail("The proxy's answer is too large");
    }
    return;
  }
  const auto status = statusOf(answer);
  if (!status || *status / 100 != 2) {
    fail(status ? fmt::format("The proxy refuses the tunnel | status: {}", *status)
                : "The proxy's answer makes no sense");
    return;
  }
  std::string rest = answer.substr(end + HEADER_END.size());
  beginStream();
  if (!rest.empty()) {
    onBytes(rest);
  }
}

void ClientConnection::beginStream() {
  if (!endpoint_.tls) {
    becomeConnected();
    return;
  }
  state_ = State::TLS_HANDSHAKE;
  tls_ = std::make_unique<TlsClientSession>(*endpoint_.tls, endpoint_.certificateName.empty()
                                                                ? endpoint_.host
                                                                : endpoint_.certificateName);
  tls_->start(tcp_->output());
  tcp_->outputQueued();
  if (tls_->state() == TlsState::FAILED) {
    fail(tls_->error());
  }
}

void ClientConnection::becomeConnected() {
  state_ = State::CONNECTED;
  opening_.reset();
  tcp_->setDeadline(EventLoop::Clock::time_point::max());
  listener_->onConnected();
}

void ClientConnection::onBytes(std::span<char> bytes) {
  if (state_ == State::TUNNEL) {
    onProxyAnswer({bytes.data(), bytes.size()});
  } else if (tls_) {
    onCiphertext(bytes);
  } else if (listener_ != nullptr) {
    listener_->onData(bytes);
  }
}

void ClientConnection::onCiphertext(std::span<const char> bytes) {
  if (!tcp_) {
    return;
  }
  std::string plaintext = loop_.takeBuffer();
  tls_->feed(bytes, plaintext, tcp_->output());
  tcp_->outputQueued();
  if (state_ == State::TLS_HANDSHAKE && tls_->state() == TlsState::OPEN) {
    becomeConnected();
  }
  if (!plaintext.empty() && listener_ != nullptr) {
    listener_->onData(plaintext);
  }
  loop_.giveBuffer(std::move(plaintext));
  if (listener_ == nullptr) {
    return;
  }
  if (tls_->state() == TlsState::FAILED) {
    // What is queued tells the server why.
    leaveToFlush();
    fail(tls_->error());
  } else if (tls_->state() == TlsState::CLOSED) {
    end("");
  }
}

void ClientConnection::onEnd() {
  if (state_ == State::TUNNEL) {
    fail("The proxy has closed the connection");
  } else if (state_ == State::TLS_HANDSHAKE) {
    fail("The server has closed the connection during the TLS handshake");
  } else if (tls_) {
    // Whoever can cut the connection could cut a message short with it (RFC 8446 section 6.1).
    fail("The connection has ended without TLS's goodbye");
  } else {
    end("");
  }
}

void ClientConnection::onDeadline() {
  if (state_ == State::TUNNEL) {
    fail("The proxy has not answered in time");
  } else if (state_ == State::TLS_HANDSHAKE) {
    fail("The server has not finished the TLS handshake in time");
  } else if (listener_ != nullptr) {
    listener_->onDeadline();
  }
}

void ClientConnection::write(std::string_view bytes) {
  output().append(bytes);
  outputQueued();
}

std::string& ClientConnection::output() {
  if (isConnected() && !tls_) {
    return tcp_->output();
  }
  if (plaintext_.capacity() == std::string().capacity()) {
    plaintext_ = loop_.takeBuffer();
  }
  return plaintext_;
}

void ClientConnection::outputQueued() {
  if (isConnected() && !tls_) {
    tcp_->outputQueued();
    return;
  }
  if (isConnected()) {
    tls_->write(plaintext_, tcp_->output());
    tcp_->outputQueued();
  }
  loop_.giveBuffer(std::exchange(plaintext_, {}));
}

bool ClientConnection::isConnected() const noexcept {
  return state_ == State::CONNECTED && tcp_ && tcp_->isOpen();
}

bool ClientConnection::isBackpressured() const noexcept { return tcp_ && tcp_->isBackpressured(); }

void ClientConnection::setDeadline(EventLoop::Clock::time_point deadline) {
  if (isConnected()) {
    tcp_->setDeadline(deadline);
  }
}

void ClientConnection::pauseReading() {
  if (tcp_) {
    tcp_->pauseReading();
  }
}

void ClientConnection::resumeReading() {
  if (tcp_) {
    tcp_->resumeReading();
  }
}

void ClientConnection::close() {
  listener_ = nullptr;
  opening_.reset();
  if (const auto tcp = std::exchange(tcp_, nullptr)) {
    tcp->close();
  }
}

void ClientConnection::closeAfterFlush() {
  listener_ = nullptr;
  opening_.reset();
  if (tcp_ && tls_) {
    tls_->close(tcp_->output());
    tcp_->outputQueued();
  }
  leaveToFlush();
}

/// Nobody but the loop owns the connection from here on; with the loop it ends at once.
void ClientConnection::leaveToFlush() {
  if (const auto tcp = std::exchange(tcp_, nullptr); tcp && tcp->isOpen()) {
    loop_.keep(std::shared_ptr<void>(tcp.get(), [tcp](void*) { tcp->close(); }));
    tcp->closeAfterFlush();
  }
}

void ClientConnection::fail(std::string_view what) {
  std::string reason =
      fmt::format("{} | server: {}", what, formatAuthority(endpoint_.host, endpoint_.port));
  if (endpoint_.proxy) {
    reason.append(" | proxy: ")
        .append(formatAuthority(endpoint_.proxy->host, endpoint_.proxy->port));
  }
  end(reason);
}

void ClientConnection::end(const std::string& reason) {
  if (Listener* const listener = listener_) {
    const auto self = shared_from_this();
    close();
    listener->onClosed(reason);
  }
}

/// Also in the middle of a `write` to a server that does not read.
void ClientConnection::onConnectionClosed(TcpConnection& tcp) {
  loop_.buryKept(&tcp);
  if (listener_ != nullptr) {
    loop_.post([self = shared_from_this()] {
      if (self->listener_ != nullptr) {
        self->fail("The connection is lost");
      }
    });
  }
}

}  // namespace ignis
