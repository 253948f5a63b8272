#include "redis/memory/memory_reply_queue.hpp"

#include <exception>
#include <utility>
#include <vector>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

/// Used on its loop only.
class MemoryReplyQueue::Batch : public std::enable_shared_from_this<Batch> {
 public:
  void push(EventLoop& loop, RedisReplyHandler onReply, RedisValue reply) {
    waiting_.push_back({.onReply = std::move(onReply), .reply = std::move(reply)});
    if (waiting_.size() == 1) {
      loop.post([self = shared_from_this()] { self->deliver(); });
    }
  }

 private:
  struct Entry {
    RedisReplyHandler onReply;
    RedisValue reply;
  };

  void deliver() {
    std::vector<Entry> entries = std::exchange(waiting_, {});
    for (Entry& entry : entries) {
      try {
        entry.onReply(std::move(entry.reply));
      } catch (const std::exception& error) {
        Logger::get("MemoryRedisHelper")
            .error("[onReply] A reply handler failed | error: {}", error.what());
      }
    }
  }

  std::vector<Entry> waiting_;
};

void MemoryReplyQueue::push(EventLoop& loop, RedisReplyHandler onReply, RedisValue reply) {
  batchOf(loop)->push(loop, std::move(onReply), std::move(reply));
}

std::shared_ptr<MemoryReplyQueue::Batch> MemoryReplyQueue::batchOf(EventLoop& loop) {
  const std::lock_guard lock(mutex_);
  std::weak_ptr<Batch>& known = batches_[&loop];
  std::shared_ptr<Batch> batch = known.lock();
  if (batch == nullptr) {
    batch = std::make_shared<Batch>();
    known = batch;
    std::erase_if(batches_, [](const auto& entry) { return entry.second.expired(); });
  }
  return batch;
}

}  // namespace ignis
