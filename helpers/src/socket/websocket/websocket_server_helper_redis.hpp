#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "socket/redis_connections.hpp"
#include "socket/websocket/redis_message.hpp"

namespace ignis {

/// The two connections that a helper has of its own: one to publish, one to subscribe.
class WebSocketServerHelperRedis {
 public:
  /// A message of another server or of an emitter.
  using Receive = std::function<void(const websocket::RedisSocketMessage&)>;

  WebSocketServerHelperRedis(const DefaultRedisHelper& parent, std::string serverId,
                             Logger& logger);

  /// Subscribes, and waits until both connections are ready unless the server starts without
  /// Redis. Throws what keeps one from getting ready. On a loop, where `receive` is called.
  Task<void> connect(bool startsWithoutRedis, Receive receive);
  Task<void> disconnect() { return connections_.disconnect(); }

  /// Tells the other servers. Any thread; what cannot be published is counted and logged once for
  /// each outage.
  void publish(std::string_view channel, const websocket::RedisSocketMessage& message);
  const std::string& serverId() const noexcept { return serverId_; }

  /// What is away, in sentences. Any thread.
  std::vector<std::string> problems() const { return connections_.problems(); }

 private:
  struct Outage;

  DefaultRedisHelper& publisher() const { return *connections_.at(0); }
  DefaultRedisHelper& subscriber() const { return *connections_.at(1); }
  void subscribe(const Receive& receive);

  std::string serverId_;
  Logger& logger_;
  RedisConnections connections_;
  std::shared_ptr<Outage> outage_;
};

}  // namespace ignis
