#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

class MemoryBroker;
class MemoryReplyQueue;
class RedisListeners;

struct MemoryRedisHelperOptions {
  std::string name;
  std::string broker = "default";  ///< helpers of this process that name the same broker share it
  bool autoConnect = true;         ///< else the first command connects
  RedisHelperCallbacks callbacks{};
  /// Nothing more is stored through this helper once the broker's keys take so much, roughly.
  std::size_t maxMemoryBytes = 256 * 1024 * 1024;
  /// Of messages that wait for the handlers on one loop; what does not fit is dropped.
  std::size_t maxPendingMessageBytes = 32 * 1024 * 1024;
};

/// The embedded broker: stands in for Redis while an application is one process, with nothing to
/// install. It has Redis's commands for strings, hashes, sets, lists and keys.
class MemoryRedisHelper final : public DefaultRedisHelper {
  struct Passkey {};

 public:
  explicit MemoryRedisHelper(MemoryRedisHelperOptions options);
  MemoryRedisHelper(Passkey, MemoryRedisHelperOptions options,
                    std::shared_ptr<MemoryBroker> broker);
  ~MemoryRedisHelper() override;

  RedisStatus status() const noexcept override;
  Task<bool> connect() override;
  Task<bool> disconnect() override;
  Task<void> waitUntilReady() override;
  std::shared_ptr<DefaultRedisHelper> duplicate() const override;
  bool isEmbedded() const noexcept override { return true; }
  void listen(RedisHelperCallbacks callbacks) override;
  void send(RedisArguments arguments, RedisReplyHandler onReply,
            RedisSendMode mode = RedisSendMode::RETRIED) override;
  Task<void> waitUntilSubscribed() override;
  std::optional<std::size_t> knownSubscribers(std::string_view channel) const override;

 private:
  void addSubscription(TopicKind kind, RedisSubscribeOptions options) override;
  void removeSubscription(TopicKind kind, std::string_view topic) override;
  /// Connects when nobody has; false when the connection has ended.
  bool hasConnection();
  void requireConnection();
  void announceReady();

  MemoryRedisHelperOptions options_;
  std::shared_ptr<MemoryBroker> broker_;
  std::unique_ptr<RedisListeners> listeners_;
  std::unique_ptr<MemoryReplyQueue> replies_;
  std::atomic<RedisStatus> status_;
};

}  // namespace ignis
