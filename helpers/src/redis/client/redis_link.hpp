#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "redis/client/reconnect_delay.hpp"
#include "redis/client/redis_connection.hpp"

namespace ignis {

/// Keeps a connection to a server: makes it, and makes it again when it is lost, as often as the
/// options allow. On one loop.
class RedisLink final : private RedisConnection::Listener {
 public:
  class Listener {
   public:
    virtual void onLinkConnected(RedisLink& link) = 0;
    virtual void onLinkOpen(RedisLink& link, std::string_view warning) = 0;
    virtual void onLinkReply(RedisLink& link, RedisValue reply) = 0;
    /// See `RedisConnection::Listener::onIdle`.
    virtual bool onLinkIdle(RedisLink& link) = 0;
    /// A connection is lost (`wasOpen`) or an attempt has failed; the link is waiting to try again,
    /// or has given up.
    virtual void onLinkDown(RedisLink& link, bool wasOpen, const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  RedisLink(EventLoop& loop, const RedisClientOptions& options,
            std::shared_ptr<const TlsClientContext> tls, Listener& listener);
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;
  ~RedisLink();

  /// Begins to connect, unless it has.
  void start();
  /// Ends the connection without a word to the listener.
  void stop();
  /// Ends the connection as if the server had; it is made again.
  void lose(std::string_view what);
  void write(std::string_view bytes);

  bool isStarted() const noexcept { return state_ != State::STOPPED; }
  bool isOpen() const noexcept { return state_ == State::OPEN; }
  bool isWaiting() const noexcept { return state_ == State::WAITING; }
  EventLoop::Clock::duration silence() const noexcept;

 private:
  enum class State : std::uint8_t { STOPPED, CONNECTING, OPEN, WAITING };

  void onConnected() override;
  void onOpen(std::string_view warning) override;
  void onReply(RedisValue reply) override;
  bool onIdle() override;
  void onClosed(const std::string& reason) override;

  void connect();
  bool mayRetry() const noexcept;

  EventLoop& loop_;
  const RedisClientOptions& options_;
  std::shared_ptr<const TlsClientContext> tls_;
  Listener& listener_;
  State state_ = State::STOPPED;
  std::shared_ptr<RedisConnection> connection_;
  ReconnectDelay delay_;
  int retries_ = 0;
  Timer retryTimer_;
};

}  // namespace ignis
