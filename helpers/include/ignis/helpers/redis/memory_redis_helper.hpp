#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

class MemoryBroker;

struct MemoryRedisHelperOptions {
  std::string name;
  std::string broker = "default";  ///< helpers of this process that name the same broker share it
  bool autoConnect = true;         ///< else the first command connects
};

/// The embedded broker: stands in for Redis while an application is one process, with nothing to
/// install.
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
  /// Connects when nobody has; throws when the connection has ended.
  void requireConnection();

  MemoryRedisHelperOptions options_;
  std::shared_ptr<MemoryBroker> broker_;
  std::atomic<RedisStatus> status_;
};

}  // namespace ignis
