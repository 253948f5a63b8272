#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/redis/redis_message.hpp"

namespace ignis {

class Logger;

/// A handler and what it listens to. Whoever calls it keeps the calls apart.
class RedisSubscription {
 public:
  RedisSubscription(RedisSubscribeOptions options, bool isPattern, Logger& logger);

  const std::string& topic() const noexcept { return options_.topic; }

  /// Hands over a message, inflated when that is due. What goes wrong is logged.
  void call(std::string_view channel, std::string_view payload);
  /// There are no more calls but for one under way. Any thread.
  void cancel() noexcept { isCancelled_.store(true, std::memory_order_release); }

 private:
  void callHandler(std::string_view channel, std::string_view payload);

  RedisSubscribeOptions options_;
  bool isPattern_;
  bool hasReportedDamage_ = false;
  Logger& logger_;
  std::atomic<bool> isCancelled_ = false;
};

using RedisSubscriptions = std::vector<std::shared_ptr<RedisSubscription>>;

}  // namespace ignis
