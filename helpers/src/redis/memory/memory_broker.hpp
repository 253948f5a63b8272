#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/memory/memory_database.hpp"
#include "redis/redis_subscriber_table.hpp"

namespace ignis {

class EventLoop;

/// The keys and subscriptions that helpers of this process share. Callable from any thread.
class MemoryBroker {
 public:
  /// The broker of this name. It lives while somebody holds it.
  static std::shared_ptr<MemoryBroker> shared(const std::string& name);

  /// What a server answers to the command.
  RedisValue execute(RedisArguments arguments, std::size_t maxMemoryBytes);

  /// Subscriptions belong to `owner`, the connection that made them. Its topics.
  std::size_t subscribe(const void* owner, bool isPattern,
                        std::shared_ptr<RedisSubscription> subscription, EventLoop* loop,
                        std::size_t maxPendingBytes, Logger& logger);
  std::size_t unsubscribe(const void* owner, bool isPattern, std::string_view topic);
  void unsubscribeAll(const void* owner);
  std::size_t countSubscribers(std::string_view channel) const;

 private:
  RedisValue publish(RedisArguments arguments);
  RedisValue answerPubSub(RedisArguments arguments) const;

  mutable std::mutex mutex_;
  MemoryDatabase database_;
  RedisSubscriberTable subscribers_;
};

}  // namespace ignis
