#include "redis/client/helper_events.hpp"

#include <exception>
#include <utility>

namespace ignis {

HelperEvents::HelperEvents(DefaultRedisHelper& helper)
    : logger_(helper.getLogger()), name_(helper.name()), helper_(&helper) {}

void HelperEvents::listen(RedisHelperCallbacks callbacks) {
  const std::lock_guard lock(mutex_);
  callbacks_.push_back(std::move(callbacks));
}

void HelperEvents::detach() {
  const std::lock_guard lock(mutex_);
  helper_ = nullptr;
}

void HelperEvents::onInitialized() { tell(&RedisHelperCallbacks::onInitialized); }

void HelperEvents::onConnected() {
  if (!std::exchange(isConnectLogged_, true)) {
    logger_.info("Redis CONNECTED | Name: {}", name_);
  }
  tell(&RedisHelperCallbacks::onConnected);
}

void HelperEvents::onReady() {
  isConnectLogged_ = false;
  isReconnectLogged_ = false;
  loggedError_.clear();
  logger_.info("Redis READY | Name: {}", name_);
  tell(&RedisHelperCallbacks::onReady);
}

void HelperEvents::onClosed(const std::string& reason) {
  logger_.warn("Redis CLOSED | Name: {} | Reason: {}", name_, reason);
  tell(&RedisHelperCallbacks::onClosed, reason);
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
  tell(&RedisHelperCallbacks::onError, error);
}

void HelperEvents::onEnd(const std::string& reason) {
  logger_.info("Redis END | Name: {} | Reason: {}", name_, reason);
  tell(&RedisHelperCallbacks::onClosed, reason);
}

void HelperEvents::tell(RedisHelperCallback RedisHelperCallbacks::*callback,
                        std::string_view error) {
  const std::lock_guard lock(mutex_);
  for (std::size_t index = 0; index < callbacks_.size() && helper_ != nullptr; ++index) {
    if (const RedisHelperCallback& listener = callbacks_[index].*callback) {
      try {
        listener({.name = name_, .helper = *helper_, .error = error});
      } catch (const std::exception& failure) {
        logger_.error("[tell] A callback failed | Name: {} | error: {}", name_, failure.what());
      }
    }
  }
}

}  // namespace ignis
