#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"

namespace ignis {

class BackgroundLoop;

struct RedisClusterNode {
  std::string host;
  std::uint16_t port = 6379;
  std::string password{};
};

struct RedisClusterHelperOptions {
  std::string name;
  std::vector<RedisClusterNode> nodes;  ///< any of the cluster; the others are asked for
  RedisConnectionOptions clusterOptions{};
  int maxRedirections = 16;  ///< of one command
  RedisHelperCallbacks callbacks{};
};

/// A Redis Cluster: commands go to the node that has their first key, and after it when it moves.
/// Commands with several keys need them in one slot (`{tag}`). Messages reach all nodes, so
/// subscriptions stay on one. As `RedisHelper` in all else.
class RedisClusterHelper final : public DefaultRedisHelper {
 public:
  /// Throws an `ApplicationError` when an option makes no sense.
  explicit RedisClusterHelper(RedisClusterHelperOptions options);
  ~RedisClusterHelper() override;

  RedisStatus status() const noexcept override;
  Task<bool> connect() override;
  Task<bool> disconnect() override;
  Task<void> waitUntilReady() override;
  std::shared_ptr<DefaultRedisHelper> duplicate() const override;
  void listen(RedisHelperCallbacks callbacks) override;
  void send(RedisArguments arguments, RedisReplyHandler onReply,
            RedisSendMode mode = RedisSendMode::RETRIED) override;
  Task<void> waitUntilSubscribed() override;
  Task<std::int64_t> countSubscribers(std::string_view channel) override;
  Task<std::vector<std::string>> channels(std::string_view pattern) override;

 private:
  class Impl;

  void addSubscription(TopicKind kind, RedisSubscribeOptions options) override;
  void removeSubscription(TopicKind kind, std::string_view topic) override;

  std::shared_ptr<BackgroundLoop> background_;  ///< null on a loop of the caller
  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
