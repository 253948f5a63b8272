#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/cluster/slot_map.hpp"

namespace ignis {

/// A command on its way through a cluster.
struct ClusterCommand {
  using Clock = std::chrono::steady_clock;

  std::string encoded;
  std::optional<RedisSlot> slot{};  ///< of its key; nothing when any node will do
  RedisReplyHandler onReply{};
  RedisSendMode mode = RedisSendMode::RETRIED;
  Clock::time_point deadline = Clock::time_point::max();
  ClusterNode asked{};
  int redirections = 0;
  std::chrono::milliseconds delay{};  ///< before it was sent again for the last time
};

using ClusterCommandPointer = std::shared_ptr<ClusterCommand>;

struct ClusterRouterLimits {
  int maxRedirections;
  std::size_t maxWaitingCommands;
  std::size_t maxWaitingBytes;
  std::chrono::milliseconds retryDelay;
  std::chrono::milliseconds retryDelayMax;
};

/// Sends every command to the node that has its key, and after the key when it has moved. Commands
/// for which there is no node yet wait here. Knows no socket.
class ClusterRouter {
 public:
  using Clock = ClusterCommand::Clock;

  class Transport {
   public:
    virtual Clock::time_point now() = 0;
    /// Sends the command to its `asked` node, right after ASKING when `isAsking`. The answer comes
    /// through `onAnswer`, later.
    virtual void transmit(const ClusterCommandPointer& command, bool isAsking) = 0;
    /// Gives the caller of a command its answer.
    virtual void answer(RedisReplyHandler onReply, RedisValue answer) = 0;
    /// The map is out of date.
    virtual void refreshSlots() = 0;
    /// Calls `wake` then; an earlier request to do so is forgotten.
    virtual void wakeAt(Clock::time_point time) = 0;
    /// As many commands wait as may.
    virtual void onWaitingLimit(const std::string& error) = 0;

   protected:
    ~Transport() = default;
  };

  ClusterRouter(const ClusterRouterLimits& limits, Transport& transport)
      : limits_(limits), transport_(transport) {}

  void send(ClusterCommandPointer command);
  void onAnswer(const ClusterCommandPointer& command, RedisValue answer);
  void setSlots(SlotMap slots);
  /// There is no connection to the node.
  void onNodeLost(const ClusterNode& node);
  const SlotMap& slots() const noexcept { return slots_; }
  void wake();
  /// The connection is closed for whoever waits and whoever comes, until it begins again.
  void end();
  void begin() noexcept { isEnded_ = false; }
  /// Sent and not answered yet.
  std::size_t underWay() const noexcept { return underWay_; }

 private:
  struct Waiting {
    ClusterCommandPointer command;
    Clock::time_point due;
  };

  void finish(const ClusterCommandPointer& command, RedisValue answer);
  void route(const ClusterCommandPointer& command);
  void transmit(const ClusterCommandPointer& command, const ClusterNode& node, bool isAsking);
  void redirect(const ClusterCommandPointer& command, RedisValue answer);
  bool mayBeRedirected(const ClusterCommandPointer& command);
  const ClusterNode* anyMaster();
  /// The command is sent again after a while; `outcome` is its answer when it cannot wait.
  void retryLater(const ClusterCommandPointer& command, RedisValue outcome);
  void hold(const ClusterCommandPointer& command, Clock::time_point due, RedisValue outcome);
  void refuse(const ClusterCommandPointer& command, std::string_view limit, std::size_t value);
  void add(Waiting entry);
  std::vector<Waiting> takeWaiting();

  ClusterRouterLimits limits_;
  Transport& transport_;
  SlotMap slots_;
  std::optional<ClusterNode> anyMaster_;  ///< one for all, which keeps the order of messages
  std::vector<Waiting> waiting_;
  std::size_t waitingBytes_ = 0;
  Clock::time_point wakeUp_ = Clock::time_point::max();
  std::size_t underWay_ = 0;
  bool isEnded_ = false;
};

}  // namespace ignis
