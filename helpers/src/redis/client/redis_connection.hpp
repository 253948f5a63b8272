#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/redis_value.hpp"
#include "network/client/client_connection.hpp"
#include "redis/client/redis_client_options.hpp"
#include "redis/client/redis_handshake.hpp"
#include "redis/protocol/reply_decoder.hpp"

namespace ignis {

/// One attempt to reach a server, and the connection that comes of it: handshake, replies until it
/// is lost. On one loop.
class RedisConnection final : public std::enable_shared_from_this<RedisConnection>,
                              private ClientConnection::Listener {
 public:
  class Listener {
   public:
    /// The server takes bytes; it has not let us in yet.
    virtual void onConnected() = 0;
    /// The server has let us in; `warning` is empty or for the log.
    virtual void onOpen(std::string_view warning) = 0;
    virtual void onReply(RedisValue reply) = 0;
    /// Nothing has come for long. True when the server owes an answer afterwards.
    virtual bool onIdle() = 0;
    /// There is no connection, or not any more; the reason names the server. Called once, last, and
    /// never by `open`.
    virtual void onClosed(const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  /// `tls` is null for plain TCP. Options and listener outlive the connection or call `close`.
  RedisConnection(EventLoop& loop, const RedisClientOptions& options,
                  std::shared_ptr<const TlsClientContext> tls, RedisConnection::Listener& listener);
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;
  ~RedisConnection();

  void open();
  void write(std::string_view bytes);
  /// Ends it without a word to the listener.
  void close();
  /// Ends it, as if the server had.
  void fail(std::string_view what);
  /// How long the server has sent nothing.
  EventLoop::Clock::duration silence() const noexcept;

 private:
  void onConnected() override;
  void onData(std::span<char> bytes) override;
  void onClosed(const std::string& reason) override;
  void onHandshakeReply(const RedisValue& reply);
  void end(const std::string& reason);
  void armOpenDeadline();
  void onTimer();

  EventLoop& loop_;
  const RedisClientOptions& options_;
  RedisConnection::Listener* listener_;  ///< null once there is nothing more to tell
  ClientEndpoint endpoint_;
  std::shared_ptr<ClientConnection> connection_;
  ReplyDecoder decoder_;
  RedisHandshake handshake_;
  bool isOpen_ = false;
  bool isAnswerOwed_ = false;
  EventLoop::Clock::time_point lastReceived_{};
  EventLoop::Clock::time_point openDeadline_{};
  Timer timer_;  ///< until it is open, for the handshake; afterwards for silence
};

}  // namespace ignis
