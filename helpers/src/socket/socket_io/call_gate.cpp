#include "socket/socket_io/call_gate.hpp"

namespace ignis::socket_io {

CallGate::Pass::Pass(CallGate* gate) noexcept : gate_(gate) {
  if (gate_ != nullptr && (gate_->state_.fetch_add(1) & SHUT) != 0) {
    gate_->leave();
    gate_ = nullptr;
    isGranted_ = false;
  }
}

CallGate::Pass::~Pass() {
  if (gate_ != nullptr) {
    gate_->leave();
  }
}

void CallGate::leave() noexcept {
  if (state_.fetch_sub(1) == (SHUT | 1)) {
    // Whoever waits has looked at the state under the mutex, or is told.
    const std::lock_guard lock(mutex_);
    isIdle_.notify_all();
  }
}

bool CallGate::waitUntilIdle(std::chrono::milliseconds atMost) {
  std::unique_lock lock(mutex_);
  return isIdle_.wait_for(lock, atMost, [this] { return state_.load() == SHUT; });
}

}  // namespace ignis::socket_io
