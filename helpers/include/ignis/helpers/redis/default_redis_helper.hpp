#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/redis_message.hpp"
#include "ignis/helpers/redis/redis_status.hpp"

namespace ignis {

/// A connection to a broker, embedded or remote: what `REDIS_CONNECTION` keys are bound to. Every
/// member may be called from any thread.
class DefaultRedisHelper : public BaseHelper {
 public:
  virtual ~DefaultRedisHelper() = default;

  const std::string& name() const noexcept { return getIdentifier(); }
  virtual RedisStatus status() const noexcept = 0;

  /// False, and nothing happens, unless there is a connection to be made; else whether it is ready.
  virtual Task<bool> connect() = 0;
  /// Ends the connection and its subscriptions. False when it had ended before.
  virtual Task<bool> disconnect() = 0;
  /// Throws what keeps the connection from becoming ready.
  virtual Task<void> waitUntilReady() = 0;
  /// An independent connection with the same options. It connects by itself unless this one was
  /// told not to.
  virtual std::shared_ptr<DefaultRedisHelper> duplicate() const = 0;

  /// Throws an `ApplicationError` when the connection has ended. The arguments are views: await it
  /// at once.
  virtual Task<void> publish(std::string_view channel, std::string_view payload) = 0;

  /// Calls the handler for every message on the channel; several handlers may share a channel. On a
  /// thread of an `EventLoop` the handler is called on that loop, which must outlive the
  /// subscription; elsewhere by whoever publishes. The messages of a channel keep their order, and
  /// a handler is never called twice at a time. What is wrong with a subscription is logged.
  void subscribe(RedisSubscribeOptions options);
  /// As `subscribe`, for all channels that match a glob: `news.*`, `user:?`, `[a-c]*`.
  void psubscribe(RedisSubscribeOptions options);
  /// Forgets all handlers of the channel, also for messages on their way.
  void unsubscribe(const RedisUnsubscribeOptions& options);
  void punsubscribe(const RedisUnsubscribeOptions& options);

 protected:
  enum class TopicKind : std::uint8_t { CHANNEL, PATTERN };

  using BaseHelper::BaseHelper;

  /// Arguments have been checked. These may throw.
  virtual void addSubscription(TopicKind kind, RedisSubscribeOptions options) = 0;
  virtual void removeSubscription(TopicKind kind, std::string_view topic) = 0;

 private:
  void trySubscribe(TopicKind kind, RedisSubscribeOptions options);
  void tryUnsubscribe(TopicKind kind, std::string_view topic);
};

}  // namespace ignis
