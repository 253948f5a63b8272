#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/client/redis_client.hpp"

namespace ignis {

/// Tells a helper's listeners and the log how its connection fares. An outage is logged when it
/// begins and when it is over, not with every attempt in between.
class HelperEvents final : public RedisClient::Listener {
 public:
  explicit HelperEvents(DefaultRedisHelper& helper);

  /// Any thread.
  void listen(RedisHelperCallbacks callbacks);
  /// Nobody is told anything afterwards. Waits for a call under way, on another thread.
  void detach();

  void onInitialized();
  void onConnected() override;
  void onReady() override;
  void onClosed(const std::string& reason) override;
  void onReconnecting() override;
  void onError(const std::string& error) override;
  void onEnd(const std::string& reason) override;

 private:
  void tell(RedisHelperCallback RedisHelperCallbacks::*callback, std::string_view error = {});

  Logger& logger_;
  std::string name_;
  /// Callbacks run under it, so that none runs after `detach`; they may call anything.
  std::recursive_mutex mutex_;
  DefaultRedisHelper* helper_;  ///< null once detached
  std::deque<RedisHelperCallbacks> callbacks_;
  bool isConnectLogged_ = false;
  bool isReconnectLogged_ = false;
  std::string loggedError_;
};

}  // namespace ignis
