#include "redis/memory_subscription.hpp"

#include <exception>
#include <string_view>
#include <utility>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

MemorySubscription::MemorySubscription(RedisSubscribeOptions options, bool isPattern,
                                       EventLoop* loop, Logger& logger)
    : options_(std::move(options)), isPattern_(isPattern), loop_(loop), logger_(logger) {}

bool MemorySubscription::push(std::shared_ptr<const PublishedMessage> message) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(message));
  return !std::exchange(isDelivering_, true);
}

void MemorySubscription::deliver() {
  if (loop_ == nullptr) {
    while (deliverWaiting()) {
    }
    return;
  }
  // What comes meanwhile waits for its own turn: a busy channel does not keep the loop to itself.
  loop_->post([self = shared_from_this()] {
    if (self->deliverWaiting()) {
      self->deliver();
    }
  });
}

bool MemorySubscription::deliverWaiting() {
  std::deque<std::shared_ptr<const PublishedMessage>> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(waiting_);
  }
  for (const auto& message : batch) {
    if (isCancelled_) {
      break;
    }
    call(*message);
  }
  const std::lock_guard lock(mutex_);
  isDelivering_ = !waiting_.empty();
  return isDelivering_;
}

void MemorySubscription::call(const PublishedMessage& message) const {
  RedisMessage delivered{.channel = message.channel, .payload = message.payload};
  if (isPattern_) {
    delivered.pattern = options_.topic;
  }
  try {
    options_.onMessage(delivered);
  } catch (const std::exception& error) {
    logger_.error("[onMessage] A message handler failed | topic: {} | channel: {} | error: {}",
                  options_.topic, message.channel, error.what());
  }
}

}  // namespace ignis
