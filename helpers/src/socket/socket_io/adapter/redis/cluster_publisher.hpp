#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis::socket_io {

/// Publishes what a server sends to others, and knows how much of it was lost. Each outage is
/// logged when it begins and, with its losses, when it ends. Any thread.
class ClusterPublisher : public std::enable_shared_from_this<ClusterPublisher> {
 public:
  explicit ClusterPublisher(std::shared_ptr<DefaultRedisHelper> redis) : redis_(std::move(redis)) {}

  /// `onLost` is called, perhaps at once, when nobody gets it, this server included.
  void publish(std::string_view channel, std::string_view payload,
               std::function<void()> onLost = {});
  /// An answer that nobody waits for for ever: when it is lost, who asked will say so.
  void respond(std::string_view channel, std::string_view payload);
  /// What could not even be encoded.
  void countUnsendable(std::string_view nsp);

  std::uint64_t failedCount() const noexcept { return failed_.load(std::memory_order_relaxed); }

 private:
  void onReply(const RedisValue& reply, const std::function<void()>& onLost);
  void onFailure(std::string_view error);
  void onSuccess();

  std::shared_ptr<DefaultRedisHelper> redis_;
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<bool> isAway_{false};
  std::mutex mutex_;
  std::uint64_t lostInOutage_ = 0;
};

/// Not connected, and not because nobody has needed it yet.
bool isAway(const DefaultRedisHelper& redis) noexcept;

}  // namespace ignis::socket_io
