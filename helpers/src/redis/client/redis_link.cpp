#include "redis/client/redis_link.hpp"

#include <utility>

namespace ignis {

RedisLink::RedisLink(EventLoop& loop, const RedisClientOptions& options,
                     std::shared_ptr<const TlsClientContext> tls, Listener& listener)
    : loop_(loop),
      options_(options),
      tls_(std::move(tls)),
      listener_(listener),
      delay_(options.connection.retryDelay, options.connection.retryDelayMax),
      retryTimer_([this] { connect(); }) {}

RedisLink::~RedisLink() { stop(); }

void RedisLink::start() {
  if (state_ == State::STOPPED) {
    retries_ = 0;
    delay_.reset();
    connect();
  }
}

void RedisLink::connect() {
  state_ = State::CONNECTING;
  RedisConnection::Listener& self = *this;
  connection_ = std::make_shared<RedisConnection>(loop_, options_, tls_, self);
  connection_->open();
}

void RedisLink::stop() {
  state_ = State::STOPPED;
  retryTimer_.cancel();
  if (const auto connection = std::exchange(connection_, nullptr)) {
    connection->close();
  }
}

void RedisLink::lose(std::string_view what) {
  if (connection_) {
    connection_->fail(what);
  }
}

void RedisLink::write(std::string_view bytes) {
  if (connection_ && !bytes.empty()) {
    connection_->write(bytes);
  }
}

EventLoop::Clock::duration RedisLink::silence() const noexcept {
  return connection_ ? connection_->silence() : EventLoop::Clock::duration::zero();
}

void RedisLink::onConnected() { listener_.onLinkConnected(*this); }

void RedisLink::onOpen(std::string_view warning) {
  state_ = State::OPEN;
  retries_ = 0;
  delay_.reset();
  listener_.onLinkOpen(*this, warning);
}

void RedisLink::onReply(RedisValue reply) { listener_.onLinkReply(*this, std::move(reply)); }

bool RedisLink::onIdle() { return listener_.onLinkIdle(*this); }

void RedisLink::onClosed(const std::string& reason) {
  connection_ = nullptr;
  const bool wasOpen = isOpen();
  state_ = mayRetry() ? State::WAITING : State::STOPPED;
  if (state_ == State::WAITING) {
    ++retries_;
    loop_.arm(retryTimer_, delay_.next());
  }
  listener_.onLinkDown(*this, wasOpen, reason);
}

bool RedisLink::mayRetry() const noexcept {
  const int most = options_.connection.maxRetry;
  return most == 0 || retries_ < most;
}

}  // namespace ignis
