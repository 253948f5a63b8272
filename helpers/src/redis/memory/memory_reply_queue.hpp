#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

class EventLoop;

/// Replies on their way to the loops of those who asked, one post for a burst. Any thread.
class MemoryReplyQueue {
 public:
  /// Calls `onReply` on the loop, which is that of this thread, but not before this returns.
  void push(EventLoop& loop, RedisReplyHandler onReply, RedisValue reply);

 private:
  class Batch;

  std::shared_ptr<Batch> batchOf(EventLoop& loop);

  std::mutex mutex_;
  /// Those that wait belong to their loop, which may be gone before they are.
  std::map<EventLoop*, std::weak_ptr<Batch>> batches_;
};

}  // namespace ignis
