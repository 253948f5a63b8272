#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/client/command_queue.hpp"
#include "redis/client/pending_waits.hpp"
#include "redis/client/redis_client_options.hpp"
#include "redis/client/redis_link.hpp"
#include "redis/client/redis_subscriber.hpp"
#include "redis/client/subscription_table.hpp"

namespace ignis {

/// Everything between a helper and one server: a connection for commands, one for subscriptions
/// once there are any, and what waits for them. Call members on its loop only, `status` on any
/// thread. Listeners and reply handlers may call anything, `close` as well; whoever destroys the
/// client does so when none of its members is on the stack (`EventLoop::bury`).
class RedisClient final : private RedisLink::Listener,
                          private RedisSubscriber::Listener,
                          private FlushTarget {
 public:
  class Listener {
   public:
    virtual void onConnected() = 0;
    virtual void onReady() = 0;
    /// It is not ready any more.
    virtual void onClosed(const std::string& reason) = 0;
    virtual void onReconnecting() = 0;
    /// An attempt to connect, or a subscription, has failed.
    virtual void onError(const std::string& error) = 0;
    /// It is not going to be ready again.
    virtual void onEnd(const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  /// Throws an `ApplicationError` when an option makes no sense. The table is the caller's, who
  /// calls `onSubscriptionChanged` after a change; the logger is for what limits do.
  RedisClient(EventLoop& loop, RedisClientOptions options, std::shared_ptr<SubscriptionTable> table,
              Logger& logger, Listener& listener);
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;
  ~RedisClient();

  RedisStatus status() const noexcept { return status_; }
  const RedisClientOptions& options() const noexcept { return options_; }

  /// Connects, unless that is under way. Also after the end. Whoever made the client calls it when
  /// the options say so.
  void start();
  /// Ends everything at once; what waits fails.
  void close();
  /// Ends it after the commands before; null when that has happened.
  void quit(RedisReplyHandler onDone);

  /// Connects when nobody has. The reply comes later, never from inside this call.
  void send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode);
  /// A command that `encodeCommand` has encoded.
  void sendEncoded(std::string_view command, RedisReplyHandler onReply, RedisSendMode mode);

  void onSubscriptionChanged(bool isPattern, const std::string& topic);

  /// Null when it is ready, else an error: the next one, or that it has taken too long.
  void whenReady(RedisReplyHandler onDone);
  /// Null when all subscriptions stand.
  void whenSubscribed(RedisReplyHandler onDone);

 private:
  void onLinkConnected(RedisLink& link) override;
  void onLinkOpen(RedisLink& link, std::string_view warning) override;
  void onLinkReply(RedisLink& link, RedisValue reply) override;
  bool onLinkIdle(RedisLink& link) override;
  void onLinkDown(RedisLink& link, bool wasOpen, const std::string& reason) override;
  void onSubscribed(const std::string& topic, std::int64_t count) override;
  void onUnsubscribed(std::int64_t count) override;
  void onRefused(const std::string& topic, const std::string& error) override;
  void onFlush() override;

  /// Why a command of that size cannot be taken; nothing when it can.
  std::optional<RedisValue> refusal(std::size_t bytes, RedisSendMode mode);
  void failLater(RedisReplyHandler onReply, RedisValue error);
  void pushed(CommandQueue::Clock::time_point deadline);
  void flushLater();
  CommandQueue::Clock::time_point commandDeadline() const;

  bool areSubscriptionsSettled() const;
  void advance();
  void loseReadiness(bool wasOpen, const std::string& error);
  void end(const std::string& error);
  void armFor(CommandQueue::Clock::time_point deadline);
  void onTimer();
  RedisValue notReadyInTime() const;

  EventLoop& loop_;
  const RedisClientOptions options_;
  std::shared_ptr<const TlsClientContext> tls_;  ///< null for plain TCP
  std::shared_ptr<SubscriptionTable> table_;
  Logger& logger_;
  Listener& listener_;
  std::atomic<RedisStatus> status_;

  CommandQueue queue_;
  std::string endReason_;     ///< why it is not going to be ready again
  bool isAccepting_ = false;  ///< commands are sent as they come
  bool isQuitting_ = false;
  bool isFlushQueued_ = false;
  bool isLimitLogged_ = false;

  RedisSubscriber subscriber_;
  PendingWaits readyWaits_;
  PendingWaits subscribedWaits_;
  Timer timer_;
  CommandQueue::Clock::time_point timerAt_ = CommandQueue::Clock::time_point::max();

  RedisLink commandLink_;
  RedisLink subscriberLink_;
};

}  // namespace ignis
