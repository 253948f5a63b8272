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

/// What waits for a server that does not read is bounded by the commands in flight.
ConnectionLimits limitsOf(const RedisConnectionOptions& options) {
  constexpr std::size_t NO_LIMIT = std::numeric_limits<std::size_t>::max();
  return {.backpressureLimit = NO_LIMIT,
          .hardOutputLimit = NO_LIMIT,
          .writeTimeout = silenceLimit(options)};
}

ClientEndpoint endpointOf(const RedisClientOptions& options,
                          std::shared_ptr<const TlsClientContext> tls) {
  ClientEndpoint endpoint{.host = options.host, .port = options.port, .tls = std::move(tls)};
  if (options.connection.tls) {
    endpoint.certificateName = options.connection.tls->serverName;
  }
  return endpoint;
}

}  // namespace

RedisConnection::RedisConnection(EventLoop& loop, const RedisClientOptions& options,
                                 std::shared_ptr<const TlsClientContext> tls,
                                 RedisConnection::Listener& listener)
    : loop_(loop),
      options_(options),
      listener_(&listener),
      endpoint_(endpointOf(options, std::move(tls))),
      decoder_(options.connection.maxReplyBytes),
      handshake_(options),
      timer_([this] { onTimer(); }) {
  ClientConnection::Listener& self = *this;
  connection_ =
      std::make_shared<ClientConnection>(loop, endpoint_, limitsOf(options.connection), self);
}

RedisConnection::~RedisConnection() { close(); }

void RedisConnection::open() {
  const milliseconds timeout = options_.connection.connectTimeout;
  openDeadline_ = EventLoop::Clock::now() + timeout;
  connection_->open(timeout);
}

void RedisConnection::onConnected() {
  const auto self = shared_from_this();
  armOpenDeadline();
  listener_->onConnected();
  write(handshake_.begin());
}

void RedisConnection::armOpenDeadline() {
  const auto left = openDeadline_ - EventLoop::Clock::now();
  loop_.arm(timer_, std::max(milliseconds(0), std::chrono::ceil<milliseconds>(left)));
}

void RedisConnection::write(std::string_view bytes) { connection_->write(bytes); }

void RedisConnection::onData(std::span<char> bytes) {
  const auto self = shared_from_this();
  lastReceived_ = loop_.now();
  isAnswerOwed_ = false;
  decoder_.feed({bytes.data(), bytes.size()});
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
      armOpenDeadline();
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
  connection_->close();
}

void RedisConnection::fail(std::string_view what) {
  end(std::string(what) + " | server: " + options_.address());
}

void RedisConnection::end(const std::string& reason) {
  if (RedisConnection::Listener* const listener = listener_) {
    const auto self = shared_from_this();
    close();
    listener->onClosed(reason);
  }
}

void RedisConnection::onClosed(const std::string& reason) {
  if (reason.empty()) {
    fail("The server has closed the connection");
  } else {
    end(reason);
  }
}

EventLoop::Clock::duration RedisConnection::silence() const noexcept {
  return EventLoop::Clock::now() - lastReceived_;
}

}  // namespace ignis
