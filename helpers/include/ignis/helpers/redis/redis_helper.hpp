#pragma once

#include <memory>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"

namespace ignis {

class BackgroundLoop;

/// A connection to one Redis server; subscriptions have a second one of their own, made when the
/// first is needed. Commands are pipelined: they leave in the order of the calls and are answered
/// in it, many in flight.
///
/// Made on a thread of an `EventLoop` it lives on that loop, which must outlive it; else on a
/// thread in the background that all such helpers share.
class RedisHelper final : public DefaultRedisHelper {
 public:
  /// Throws an `ApplicationError` when an option makes no sense. Whether the server is there shows
  /// later: `waitUntilReady`, `onError`.
  explicit RedisHelper(RedisHelperOptions options);
  ~RedisHelper() override;

  RedisStatus status() const noexcept override;
  Task<bool> connect() override;
  Task<bool> disconnect() override;
  Task<void> waitUntilReady() override;
  std::shared_ptr<DefaultRedisHelper> duplicate() const override;
  void listen(RedisHelperCallbacks callbacks) override;
  void send(RedisArguments arguments, RedisReplyHandler onReply,
            RedisSendMode mode = RedisSendMode::RETRIED) override;
  Task<void> waitUntilSubscribed() override;

 private:
  class Impl;

  void addSubscription(TopicKind kind, RedisSubscribeOptions options) override;
  void removeSubscription(TopicKind kind, std::string_view topic) override;

  std::shared_ptr<BackgroundLoop> background_;  ///< null on a loop of the caller
  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
