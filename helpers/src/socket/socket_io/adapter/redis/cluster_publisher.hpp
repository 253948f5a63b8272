#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io {

/// Publishes what goes to the servers of a cluster, and knows how much of it was lost. Each outage
/// is logged when it begins and, with its losses, when it ends. Any thread.
class ClusterPublisher : public std::enable_shared_from_this<ClusterPublisher> {
 public:
  enum class Role : std::uint8_t {
    MEMBER,  ///< a server, which has subscribed, too
    GUEST    ///< an emitter: its messages wait for a connection that is being made
  };
  using DoneHandler = std::function<void(bool isPublished)>;

  ClusterPublisher(std::shared_ptr<DefaultRedisHelper> redis, Role role);

  /// `onDone` is called once, perhaps at once.
  void publish(std::string_view channel, std::string_view payload, DoneHandler onDone = {});
  /// A command that keeps a message in Redis, so that it may wait for a connection. `onDone` is
  /// called later.
  void store(RedisArguments command, DoneHandler onDone);
  /// The same for a request: who asks is told, so that it does not count among what was lost.
  void ask(std::string_view channel, std::string_view payload, DoneHandler onDone);
  /// An answer that nobody waits for for ever: when it is lost, who asked will say so.
  void respond(std::string_view channel, std::string_view payload);
  /// Until everything has been answered, or the time is over. Replies go to the loops of the
  /// callers, which must not end before.
  Task<void> drain(EventLoop& loop, std::chrono::milliseconds limit);
  /// What could not even be encoded.
  void countUnsendable(std::string_view nsp);

  std::uint64_t failedCount() const noexcept { return failed_.load(std::memory_order_relaxed); }

 private:
  RedisSendMode sendMode() const noexcept;
  using ReplyHandler = void (ClusterPublisher::*)(const RedisValue& reply);
  /// `onReply` is called unless this is gone by then, and `onDone` in any case.
  void send(RedisArguments command, RedisSendMode mode, ReplyHandler onReply, DoneHandler onDone);
  void sendMessage(std::string_view channel, std::string_view payload, ReplyHandler onReply,
                   DoneHandler onDone);
  static bool isPublished(bool needsReceiver, const RedisValue& reply) noexcept;
  void count(const RedisValue& reply);
  void ignore(const RedisValue&) {}
  void onFailure(std::string_view error);
  void onSuccess();

  std::shared_ptr<DefaultRedisHelper> redis_;
  Role role_;
  bool needsReceiver_;  ///< a message that nobody gets is lost
  std::shared_ptr<std::atomic<std::size_t>> pending_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<bool> isAway_{false};
  std::mutex mutex_;
  std::uint64_t lostInOutage_ = 0;
};

/// Not connected, and not because nobody has needed it yet.
bool isAway(const DefaultRedisHelper& redis) noexcept;

}  // namespace ignis::socket_io
