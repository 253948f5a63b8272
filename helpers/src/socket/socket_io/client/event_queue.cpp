#include "socket/socket_io/client/event_queue.hpp"

#include <algorithm>

namespace ignis::socket_io::client {

SendBuffer::Event SendBuffer::pop() {
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

bool SendBuffer::hasAck(std::uint64_t id) const noexcept {
  return std::any_of(events_.begin(), events_.end(),
                     [id](const Event& event) { return event.ackId == id; });
}

void SendBuffer::removeAck(std::uint64_t id) {
  const auto found = std::find_if(events_.begin(), events_.end(),
                                  [id](const Event& event) { return event.ackId == id; });
  if (found != events_.end()) {
    events_.erase(found);
  }
}

void RetryQueue::push(OwnedEventData data, const EmitFlags& flags,
                      std::unique_ptr<detail::AckHandler> onAnswer) {
  events_.push_back({.number = nextNumber_++,
                     .data = std::move(data),
                     .flags = flags,
                     .onAnswer = std::move(onAnswer)});
}

RetryQueue::Event* RetryQueue::frontIf(std::uint64_t number) noexcept {
  return !events_.empty() && events_.front().number == number ? &events_.front() : nullptr;
}

std::unique_ptr<detail::AckHandler> RetryQueue::pop() {
  std::unique_ptr<detail::AckHandler> onAnswer = std::move(events_.front().onAnswer);
  events_.pop_front();
  return onAnswer;
}

}  // namespace ignis::socket_io::client
