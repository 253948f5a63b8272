#include "redis/client/redis_connection.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ignis {

using std::chrono::milliseconds;

namespace {

/// Between questions to a server that is still loading its data.
constexpr milliseconds LOADING_DELAY{100};

/// How long a server may be silent that owes an answer.
milliseconds silenceLimit(const RedisConnectionOptions& options) {
  return options.commandTimeout > milliseconds(0) ? options.commandTimeout
                                                  : options.keepAliveInterval;
}

}  // namespace

class RedisConnection::Protocol final : public ConnectionProtocol {
 public:
  explicit Protocol(std::shared_ptr<RedisConnection> connection)
      : connection_(std::move(connection)) {}

  void onData(TcpConnection&, std::span<char> data) override { connection_->onBytes(data); }
  void onEnd(TcpConnection&) override { connection_->fail("The server has closed the connection"); }
  void onDeadline(TcpConnection&) override {}
  void onShutdown(TcpConnection&) override {}

 private:
  std::shared_ptr<RedisConnection> connection_;
};

RedisConnection::RedisConnection(EventLoop& loop, const RedisClientOptions& options,
                                 const TlsClientContext* tls, Listener& listener)
    : loop_(loop),
      options_(options),
      tlsContext_(tls),
      listener_(&listener),
      // What waits for a server that does not read is bounded by the commands in flight.
      limits_{.backpressureLimit = std::numeric_limits<std::size_t>::max(),
              .hardOutputLimit = std::numeric_limits<std::size_t>::max(),
              .writeTimeout = silenceLimit(options.connection)},
      connector_(loop),
      decoder_(options.connection.maxReplyBytes),
      handshake_(options),
      timer_([this] { onTimer(); }) {}

void RedisConnection::open() {
  const milliseconds timeout = options_.connection.connectTimeout;
  openDeadline_ = EventLoop::Clock::now() + timeout;
  loop_.arm(timer_, timeout);
  connector_.connect(options_.host, options_.port, timeout,
                     [this](TcpConnectResult result) { onTcpConnected(std::move(result)); });
}

void RedisConnection::onTcpConnected(TcpConnectResult result) {
  if (!result.error.empty()) {
    end(result.error);
    return;
  }
  tcp_ = TcpConnection::open(loop_, result.descriptor, options_.address(), limits_, *this,
                             std::make_unique<Protocol>(shared_from_this()));
  if (tlsContext_ == nullptr) {
    listener_->onConnected();
    write(handshake_.begin());
    return;
  }
  const std::string& serverName = options_.connection.tls->serverName;
  tls_.emplace(*tlsContext_, serverName.empty() ? options_.host : serverName);
  tls_->start(tcp_->output());
  tcp_->outputQueued();
}

void RedisConnection::write(std::string_view bytes) {
  if (!tcp_ || !tcp_->isOpen()) {
    return;
  }
  if (!tls_) {
    tcp_->write(bytes);
    return;
  }
  tls_->write(bytes, tcp_->output());
  tcp_->outputQueued();
}

void RedisConnection::onBytes(std::span<char> bytes) {
  lastReceived_ = loop_.now();
  isAnswerOwed_ = false;
  if (!tls_) {
    onPlaintext({bytes.data(), bytes.size()});
    return;
  }
  const bool wasOpen = tls_->state() == TlsState::OPEN;
  plaintext_.clear();
  tls_->feed(bytes, plaintext_, tcp_->output());
  tcp_->outputQueued();
  if (!wasOpen && tls_->state() == TlsState::OPEN) {
    listener_->onConnected();
    write(handshake_.begin());
  }
  onPlaintext(plaintext_);
  if (tls_->state() == TlsState::FAILED) {
    fail(tls_->error());
  } else if (tls_->state() == TlsState::CLOSED) {
    fail("The server has closed the connection");
  }
}

void RedisConnection::onPlaintext(std::string_view bytes) {
  decoder_.feed(bytes);
  // A listener may close the connection at any reply.
  while (listener_ != nullptr) {
    switch (decoder_.next()) {
      case ReplyDecoder::Progress::NEED_MORE:
        return;
      case ReplyDecoder::Progress::FAILED:
        fail("What the server sends makes no sense | error: " + decoder_.error());
        return;
      case ReplyDecoder::Progress::REPLY:
        if (isOpen_) {
          listener_->onReply(decoder_.take());
        } else {
          onHandshakeReply(decoder_.take());
        }
    }
  }
}

void RedisConnection::onHandshakeReply(const RedisValue& reply) {
  switch (handshake_.onReply(reply)) {
    case RedisHandshake::Step::WAIT:
      break;
    case RedisHandshake::Step::OPEN:
      isOpen_ = true;
      loop_.arm(timer_, options_.connection.keepAliveInterval);
      listener_->onOpen(handshake_.warning());
      break;
    case RedisHandshake::Step::AGAIN:
      loop_.arm(timer_, LOADING_DELAY);
      break;
    case RedisHandshake::Step::FAILED:
      fail("The server does not let us in | error: " + handshake_.error());
  }
}

void RedisConnection::onTimer() {
  const auto now = EventLoop::Clock::now();
  if (!isOpen_) {
    if (now >= openDeadline_) {
      fail("The server does not answer | limit: connectTimeout " +
           std::to_string(options_.connection.connectTimeout.count()) + " ms");
    } else {
      loop_.arm(timer_,
                std::max(milliseconds(0), std::chrono::ceil<milliseconds>(openDeadline_ - now)));
      write(handshake_.begin());
    }
    return;
  }
  const milliseconds interval = options_.connection.keepAliveInterval;
  const auto idle = std::chrono::floor<milliseconds>(silence());
  if (isAnswerOwed_) {
    fail("The server has sent nothing for " + std::to_string(idle.count()) + " ms");
  } else if (idle < interval) {
    loop_.arm(timer_, interval - idle);
  } else {
    isAnswerOwed_ = listener_->onIdle();
    loop_.arm(timer_, isAnswerOwed_ ? silenceLimit(options_.connection) : interval);
  }
}

void RedisConnection::close() {
  listener_ = nullptr;
  timer_.cancel();
  connector_.cancel();
  if (const auto tcp = std::exchange(tcp_, nullptr)) {
    tcp->close();
  }
}

void RedisConnection::fail(std::string_view what) {
  end(std::string(what) + " | server: " + options_.address());
}

void RedisConnection::end(const std::string& reason) {
  if (Listener* const listener = listener_) {
    const auto self = shared_from_this();
    close();
    listener->onClosed(reason);
  }
}

void RedisConnection::onConnectionClosed(TcpConnection&) { fail("The connection is lost"); }

EventLoop::Clock::duration RedisConnection::silence() const noexcept {
  return EventLoop::Clock::now() - lastReceived_;
}

}  // namespace ignis
