#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"
#include "redis/client/reconnect_delay.hpp"
#include "redis/cluster/slot_map.hpp"

namespace ignis {

/// Learns which node has which slot: asks one node after the other until one knows, again when the
/// map is out of date, and from time to time. On one loop.
class SlotSource {
 public:
  class Listener {
   public:
    /// Whom to ask, in this order.
    virtual std::vector<ClusterNode> slotCandidates() = 0;
    /// Sends `CLUSTER SLOTS`; the answer comes later, or never.
    virtual void askForSlots(const ClusterNode& node, RedisReplyHandler onAnswer) = 0;
    virtual void onSlots(SlotMap slots) = 0;
    /// Nobody knows. All are asked again after a while when `isRetrying`.
    virtual void onNoSlots(const std::string& reason, bool isRetrying) = 0;

   protected:
    ~Listener() = default;
  };

  SlotSource(EventLoop& loop, const RedisConnectionOptions& options, Listener& listener);
  SlotSource(const SlotSource&) = delete;
  SlotSource& operator=(const SlotSource&) = delete;

  /// Asks soon: one round at a time, with a pause between.
  void refresh();
  void stop();

 private:
  enum class State : std::uint8_t { IDLE, ASKING, WAITING };

  void begin();
  void askNext();
  void onAnswer(const RedisValue& answer);
  void succeed(SlotMap slots);
  void giveUp();
  void onTimer();

  EventLoop& loop_;
  RedisConnectionOptions options_;
  Listener& listener_;
  ReconnectDelay delay_;
  State state_ = State::IDLE;
  int retries_ = 0;
  bool isOutdated_ = false;  ///< what is being asked may be older than the reason to ask
  EventLoop::Clock::time_point notBefore_{};
  std::vector<ClusterNode> candidates_;
  std::size_t next_ = 0;
  std::chrono::milliseconds patience_{};  ///< with each candidate
  std::uint64_t question_ = 0;            ///< answers to earlier ones do not count
  SlotMap best_;                          ///< of those that do not have all slots
  std::string lastError_;
  Timer timer_;
};

}  // namespace ignis
