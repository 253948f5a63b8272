#include "socket/socket_io/pending_acks.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

template <class Call>
void callGuarded(CallGate* gate, Call call) {
  const CallGate::Pass pass(gate);
  if (!pass) {
    return;
  }
  try {
    call();
  } catch (const std::exception& error) {
    logger().error("[onAck] Handler error | error: {}", error.what());
  } catch (...) {
    logger().error("[onAck] Handler error | error: unknown");
  }
}

}  // namespace

PendingAcks::PendingAcks(EventLoop& loop, CallGate* gate,
                         std::function<void(std::uint64_t id)> onExpire)
    : loop_(loop), gate_(gate), onExpire_(std::move(onExpire)), timer_([this] { expire(); }) {}

void PendingAcks::add(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
                      std::optional<std::chrono::milliseconds> timeout) {
  const auto deadline =
      timeout ? EventLoop::Clock::now() + *timeout : EventLoop::Clock::time_point::max();
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
  const auto entry = entries_.extract(id);
  if (!entry.empty()) {
    succeed(*entry.mapped().handler, answer, gate_);
  }
}

void PendingAcks::succeed(detail::AckHandler& handler, const IncomingAnswer& answer,
                          CallGate* gate) {
  callGuarded(gate, [&] { handler.succeed(answer); });
}

void PendingAcks::fail(detail::AckHandler& handler, const AckError& error, CallGate* gate) {
  callGuarded(gate, [&] { handler.fail(error); });
}

void PendingAcks::failAll(const AckError& error) {
  failAll(takeIf([](std::uint64_t) { return true; }), error, gate_);
}

void PendingAcks::failAll(Handlers handlers, const AckError& error, CallGate* gate) {
  std::sort(handlers.begin(), handlers.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  for (const auto& [id, handler] : handlers) {
    fail(*handler, error, gate);
  }
}

PendingAcks::Handlers PendingAcks::takeIf(const std::function<bool(std::uint64_t id)>& isMeant) {
  Handlers taken;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (isMeant(entry->first)) {
      taken.emplace_back(entry->first, std::move(entry->second.handler));
      entry = entries_.erase(entry);
    } else {
      ++entry;
    }
  }
  return taken;
}

void PendingAcks::expire() {
  timerAt_ = EventLoop::Clock::time_point::max();
  const auto now = EventLoop::Clock::now();
  auto next = timerAt_;
  Handlers expired;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->second.deadline <= now) {
      if (onExpire_) {
        onExpire_(entry->first);
      }
      expired.emplace_back(entry->first, std::move(entry->second.handler));
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
  failAll(std::move(expired),
          {.kind = AckError::Kind::TIMEOUT, .message = "operation has timed out"}, gate_);
}

}  // namespace ignis::socket_io
