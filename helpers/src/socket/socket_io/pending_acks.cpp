#include "socket/socket_io/pending_acks.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

PendingAcks::PendingAcks(EventLoop& loop) : loop_(loop), timer_([this] { expire(); }) {}

void PendingAcks::add(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
                      std::chrono::milliseconds timeout) {
  const auto deadline = EventLoop::Clock::now() + timeout;
  entries_.insert_or_assign(id, Entry{.handler = std::move(handler), .deadline = deadline});
  armFor(deadline);
}

void PendingAcks::armFor(EventLoop::Clock::time_point deadline) {
  if (deadline < timerAt_) {
    timerAt_ = deadline;
    const auto delay =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - EventLoop::Clock::now());
    loop_.arm(timer_, std::max(delay, std::chrono::milliseconds{0}));
  }
}

void PendingAcks::succeed(std::uint64_t id, const IncomingAnswer& answer) {
  auto entry = entries_.extract(id);
  if (entry.empty()) {
    return;
  }
  try {
    entry.mapped().handler->succeed(answer);
  } catch (const std::exception& error) {
    logger().error("[onAck] Handler error | error: {}", error.what());
  } catch (...) {
    logger().error("[onAck] Handler error | error: unknown");
  }
}

void PendingAcks::fail(detail::AckHandler& handler, const AckError& error) {
  try {
    handler.fail(error);
  } catch (const std::exception& failure) {
    logger().error("[onAck] Handler error | error: {}", failure.what());
  } catch (...) {
    logger().error("[onAck] Handler error | error: unknown");
  }
}

void PendingAcks::failAll(const AckError& error) {
  timer_.cancel();
  for (const auto& [id, entry] : std::exchange(entries_, {})) {
    fail(*entry.handler, error);
  }
}

void PendingAcks::expire() {
  timerAt_ = EventLoop::Clock::time_point::max();
  const auto now = EventLoop::Clock::now();
  auto next = timerAt_;
  std::vector<std::unique_ptr<detail::AckHandler>> expired;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->second.deadline <= now) {
      expired.push_back(std::move(entry->second.handler));
      entry = entries_.erase(entry);
    } else {
      next = std::min(next, entry->second.deadline);
      ++entry;
    }
  }
  if (next != timerAt_) {
    armFor(next);
  }
  // Last, because a handler may disconnect the socket and with it destroy this.
  const AckError error{.kind = AckError::Kind::TIMEOUT, .message = "operation has timed out"};
  for (const auto& handler : expired) {
    fail(*handler, error);
  }
}

}  // namespace ignis::socket_io
