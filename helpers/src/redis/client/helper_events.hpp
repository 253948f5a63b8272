#pragma once

#include <string>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/client/redis_client.hpp"
#include "redis/redis_listeners.hpp"

namespace ignis {

/// Tells a helper's listeners and the log how its connection fares. An outage is logged when it
/// begins and when it is over, not with every attempt in between.
class HelperEvents final : public RedisClient::Listener {
 public:
  explicit HelperEvents(DefaultRedisHelper& helper);

  RedisListeners& listeners() noexcept { return listeners_; }

  void onConnected() override;
  void onReady() override;
  void onClosed(const std::string& reason) override;
  void onReconnecting() override;
  void onError(const std::string& error) override;
  void onEnd(const std::string& reason) override;

 private:
  Logger& logger_;
  std::string name_;
  RedisListeners listeners_;
  bool isConnectLogged_ = false;
  bool isReconnectLogged_ = false;
  std::string loggedError_;
};

}  // namespace ignis
