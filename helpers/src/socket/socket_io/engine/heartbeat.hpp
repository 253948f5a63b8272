#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace ignis::socket_io {

/// When to ping and when to give up (Engine.IO protocol 4, "Heartbeat"). Knows no timer: whoever
/// owns it calls `onDeadline` at `deadline()`.
class Heartbeat {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Action : std::uint8_t { NONE, SEND_PING, TIME_OUT };

  void start(Clock::time_point now, std::chrono::milliseconds pingInterval) {
    isWaiting_ = false;
    deadline_ = now + pingInterval;
  }

  void onPong(Clock::time_point now, std::chrono::milliseconds pingInterval) {
    start(now, pingInterval);
  }

  /// Any other packet is a sign of life as well; it puts the timeout off, once for each ping.
  void onOtherPacket(Clock::time_point now, std::chrono::milliseconds pingTimeout) {
    if (isWaiting_ && !isExtended_) {
      isExtended_ = true;
      deadline_ = now + pingTimeout;
    }
  }

  Action onDeadline(Clock::time_point now, std::chrono::milliseconds pingTimeout) {
    if (now < deadline_) {
      return Action::NONE;
    }
    if (isWaiting_) {
      return Action::TIME_OUT;
    }
    isWaiting_ = true;
    isExtended_ = false;
    // A late timer does not put the timeout off: a silent peer has gone after both times together.
    // It costs the peer a quarter of its time at most, however long the loop was busy.
    deadline_ = std::max(deadline_, now - pingTimeout / 4) + pingTimeout;
    return Action::SEND_PING;
  }

  Clock::time_point deadline() const noexcept { return deadline_; }

 private:
  Clock::time_point deadline_ = Clock::time_point::max();
  bool isWaiting_ = false;
  bool isExtended_ = false;
};

}  // namespace ignis::socket_io
