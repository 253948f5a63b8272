#include "redis/redis_listeners.hpp"

#include <cstddef>
#include <exception>
#include <utility>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

void RedisListeners::add(RedisHelperCallbacks callbacks) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(callbacks));
}

void RedisListeners::notify(RedisHelperCallback RedisHelperCallbacks::*event,
                            std::string_view error) {
  const std::lock_guard lock(mutex_);
  // A callback may destroy the helper.
  for (std::size_t index = 0; index < listeners_.size() && helper_ != nullptr; ++index) {
    const RedisHelperCallback& callback = listeners_[index].*event;
    if (!callback) {
      continue;
    }
    Logger& logger = helper_->getLogger();
    try {
      callback({.name = helper_->name(), .helper = *helper_, .error = error});
    } catch (const std::exception& failure) {
      logger.error("[notify] A callback failed | error: {}", failure.what());
    }
  }
}

void RedisListeners::detach() {
  const std::lock_guard lock(mutex_);
  helper_ = nullptr;
}

}  // namespace ignis
