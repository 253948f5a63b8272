#include "redis/client/helper_events.hpp"

#include <utility>

namespace ignis {

HelperEvents::HelperEvents(DefaultRedisHelper& helper)
    : logger_(helper.getLogger()), name_(helper.name()), listeners_(helper) {}

void HelperEvents::onConnected() {
  if (!std::exchange(isConnectLogged_, true)) {
    logger_.info("Redis CONNECTED | Name: {}", name_);
  }
  listeners_.notify(&RedisHelperCallbacks::onConnected);
}

void HelperEvents::onReady() {
  isConnectLogged_ = false;
  isReconnectLogged_ = false;
  loggedError_.clear();
  logger_.info("Redis READY | Name: {}", name_);
  listeners_.notify(&RedisHelperCallbacks::onReady);
}

void HelperEvents::onClosed(const std::string& reason) {
  logger_.warn("Redis CLOSED | Name: {} | Reason: {}", name_, reason);
  listeners_.notify(&RedisHelperCallbacks::onClosed, reason);
}

void HelperEvents::onReconnecting() {
  if (!std::exchange(isReconnectLogged_, true)) {
    logger_.warn("Redis client RECONNECTING | Name: {}", name_);
  }
}

void HelperEvents::onError(const std::string& error) {
  if (loggedError_ != error) {
    loggedError_ = error;
    logger_.error("Redis ERROR | Name: {} | Error: {}", name_, error);
  }
  listeners_.notify(&RedisHelperCallbacks::onError, error);
}

void HelperEvents::onEnd(const std::string& reason) {
  logger_.info("Redis END | Name: {} | Reason: {}", name_, reason);
  listeners_.notify(&RedisHelperCallbacks::onClosed, reason);
}

}  // namespace ignis
