#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>

namespace ignis {

class TimerWheel;

/// A deadline that its owner embeds. Arming, re-arming and cancelling cost a few pointer writes and
/// never allocate. Use it on the loop of its wheel only; destroying it cancels it.
class Timer {
 public:
  explicit Timer(std::function<void()> onExpire) : onExpire_(std::move(onExpire)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  bool isArmed() const noexcept { return wheel_ != nullptr; }
  void cancel() noexcept;

 private:
  friend class TimerWheel;

  std::function<void()> onExpire_;
  TimerWheel* wheel_ = nullptr;
  Timer* previous_ = nullptr;
  Timer* next_ = nullptr;
  std::uint64_t tick_ = 0;
  std::uint16_t slot_ = 0;
};

/// A hierarchical timing wheel (Varghese and Lauck, 1987): three levels of 64 slots over 10 ms
/// ticks, so that a hundred thousand heartbeats cost one system timer. Knows no clock: the loop
/// advances it.
class TimerWheel {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds TICK{10};

  explicit TimerWheel(Clock::time_point origin) : origin_(origin) {}
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel();

  /// Arms `timer` for `deadline`, rounded up to the next tick; an armed timer is moved.
  void arm(Timer& timer, Clock::time_point deadline);

  /// Runs every timer that is due at `now`, tick by tick.
  void advance(Clock::time_point now);

  /// When `advance` has work next; `time_point::max()` when nothing is armed.
  Clock::time_point nextDeadline() const;

 private:
  friend class Timer;

  static constexpr unsigned LEVELS = 3;
  static constexpr unsigned SLOT_BITS = 6;
  static constexpr unsigned SLOTS = 1U << SLOT_BITS;

  void place(Timer& timer);
  void unlink(Timer& timer) noexcept;
  void cascade(unsigned level);
  void expire(unsigned slot);

  Clock::time_point origin_;
  std::uint64_t current_ = 0;  ///< every tick before this one has been run
  std::array<Timer*, std::size_t{LEVELS} * SLOTS> heads_{};
  std::array<std::uint64_t, LEVELS> occupied_{};
  Timer* cursor_ = nullptr;  ///< the next timer of the slot that is being expired
};

}  // namespace ignis
