#pragma once

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// Who waits for something that happens once for all of them. They are told with a null value, or
/// with an error.
class PendingWaits {
 public:
  using Clock = std::chrono::steady_clock;

  void add(RedisReplyHandler onDone, Clock::time_point deadline) {
    waits_.push_back({.onDone = std::move(onDone), .deadline = deadline});
  }
  void finish(const RedisValue& outcome) {
    for (const Wait& wait : std::exchange(waits_, {})) {
      wait.onDone(outcome);
    }
  }
  void expire(Clock::time_point now, const RedisValue& outcome) {
    const auto end = std::find_if(waits_.begin(), waits_.end(),
                                  [&](const Wait& wait) { return wait.deadline > now; });
    const std::vector<Wait> expired(std::make_move_iterator(waits_.begin()),
                                    std::make_move_iterator(end));
    waits_.erase(waits_.begin(), end);
    for (const Wait& wait : expired) {
      wait.onDone(outcome);
    }
  }
  Clock::time_point nextDeadline() const noexcept {
    return waits_.empty() ? Clock::time_point::max() : waits_.front().deadline;
  }

 private:
  struct Wait {
    RedisReplyHandler onDone;
    Clock::time_point deadline;
  };

  std::vector<Wait> waits_;  ///< the earliest deadline first
};

}  // namespace ignis
