#include "redis/redis_delivery.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

namespace {

/// What a message takes in the queue besides its texts.
constexpr std::size_t ENTRY_BYTES = 128;
/// A larger batch is not kept for the next one.
constexpr std::size_t SPARE_ENTRIES = 1024;

}  // namespace

RedisDelivery::RedisDelivery(EventLoop* loop, std::size_t maxPendingBytes, Logger& logger)
    : loop_(loop), maxPendingBytes_(maxPendingBytes), logger_(logger) {}

bool RedisDelivery::push(std::shared_ptr<const PublishedMessage> message,
                         std::shared_ptr<const RedisSubscriptions> subscriptions) {
  const std::size_t bytes = ENTRY_BYTES + message->channel.size() + message->payload.size();
  const std::lock_guard lock(mutex_);
  if (!waiting_.empty() && waitingBytes_ + bytes > maxPendingBytes_) {
    if (dropped_++ == droppedBefore_) {
      logger_.warn(
          "[onMessage] Dropping messages, a handler does not keep up | channel: {} | waiting: {} | "
          "bytes: {} | limit: {}",
          message->channel, waiting_.size(), waitingBytes_, maxPendingBytes_);
    }
    return false;
  }
  waitingBytes_ += bytes;
  waiting_.push_back({.message = std::move(message), .subscriptions = std::move(subscriptions)});
  return !std::exchange(isDelivering_, true);
}

void RedisDelivery::deliver() {
  if (loop_ != nullptr) {
    post(*loop_, {shared_from_this()});
    return;
  }
  while (deliverWaiting()) {
  }
}

void RedisDelivery::deliverAll(std::vector<std::shared_ptr<RedisDelivery>> deliveries) {
  while (!deliveries.empty()) {
    EventLoop* const loop = deliveries.front()->loop();
    const auto others = std::ranges::stable_partition(
        deliveries, [loop](const auto& delivery) { return delivery->loop() == loop; });
    std::vector<std::shared_ptr<RedisDelivery>> rest(std::make_move_iterator(others.begin()),
                                                     std::make_move_iterator(others.end()));
    deliveries.erase(others.begin(), others.end());
    if (loop != nullptr) {
      post(*loop, std::move(deliveries));
    } else {
      std::ranges::for_each(deliveries, [](const auto& delivery) { delivery->deliver(); });
    }
    deliveries = std::move(rest);
  }
}

void RedisDelivery::post(EventLoop& loop, std::vector<std::shared_ptr<RedisDelivery>> deliveries) {
  loop.post([&loop, deliveries = std::move(deliveries)]() mutable {
    // What comes meanwhile waits for its own turn: a busy channel does not keep the loop to itself.
    std::erase_if(deliveries, [](const auto& delivery) { return !delivery->deliverWaiting(); });
    if (!deliveries.empty()) {
      post(loop, std::move(deliveries));
    }
  });
}

std::uint64_t RedisDelivery::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

bool RedisDelivery::deliverWaiting() {
  takeWaiting();
  for (const Entry& entry : batch_) {
    for (const auto& subscription : *entry.subscriptions) {
      subscription->call(entry.message->channel, entry.message->payload);
    }
  }
  batch_.clear();
  if (batch_.capacity() > SPARE_ENTRIES) {
    batch_.shrink_to_fit();
  }
  const std::lock_guard lock(mutex_);
  isDelivering_ = !waiting_.empty();
  return isDelivering_;
}

void RedisDelivery::takeWaiting() {
  const std::lock_guard lock(mutex_);
  batch_.swap(waiting_);
  waitingBytes_ = 0;
  if (dropped_ != droppedBefore_) {
    logger_.warn("[onMessage] A handler catches up | dropped messages: {}",
                 dropped_ - std::exchange(droppedBefore_, dropped_));
  }
}

}  // namespace ignis
