#pragma once

#include <deque>
#include <mutex>
#include <string_view>

#include "ignis/helpers/redis/redis_helper_callbacks.hpp"

namespace ignis {

/// The callbacks of one helper, called one at a time. Any thread.
class RedisListeners {
 public:
  explicit RedisListeners(DefaultRedisHelper& helper) noexcept : helper_(&helper) {}

  void add(RedisHelperCallbacks callbacks);
  /// `notify(&RedisHelperCallbacks::onReady)`. An exception is logged.
  void notify(RedisHelperCallback RedisHelperCallbacks::*event, std::string_view error = {});
  /// Nobody is called afterwards; waits for a call under way on another thread.
  void detach();

 private:
  DefaultRedisHelper* helper_;  ///< null once detached
  std::recursive_mutex mutex_;                  ///< a callback may change the connection, or listen
  std::deque<RedisHelperCallbacks> listeners_;  ///< stay where they are when one is added
};

}  // namespace ignis
