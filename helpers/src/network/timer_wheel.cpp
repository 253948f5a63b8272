#include "ignis/helpers/network/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace ignis {

void Timer::cancel() noexcept {
  if (wheel_ != nullptr) {
    wheel_->unlink(*this);
  }
}

TimerWheel::~TimerWheel() {
  for (Timer* head : heads_) {
    while (head != nullptr) {
      Timer* next = head->next_;
      head->wheel_ = nullptr;
      head = next;
    }
  }
}

void TimerWheel::arm(Timer& timer, Clock::time_point deadline) {
  timer.cancel();
  const auto elapsed = std::max(deadline - origin_, Clock::duration::zero());
  const auto tick = static_cast<std::uint64_t>((elapsed + TICK - Clock::duration{1}) / TICK);
  timer.tick_ = std::max(tick, current_);
  timer.wheel_ = this;
  place(timer);
}

void TimerWheel::place(Timer& timer) {
  // Beyond the last level a timer waits in its farthest slot and is placed again when that comes.
  constexpr std::uint64_t HORIZON = (std::uint64_t{1} << (LEVELS * SLOT_BITS)) - SLOTS * SLOTS;
  const std::uint64_t tick = std::min(timer.tick_, current_ + HORIZON);
  unsigned level = 0;
  while (level + 1 < LEVELS &&
         (tick >> (level * SLOT_BITS)) - (current_ >> (level * SLOT_BITS)) >= SLOTS) {
    ++level;
  }
  const auto index = static_cast<unsigned>((tick >> (level * SLOT_BITS)) & (SLOTS - 1));
  timer.slot_ = static_cast<std::uint16_t>(level * SLOTS + index);
  Timer*& head = heads_[timer.slot_];
  timer.previous_ = nullptr;
  timer.next_ = head;
  if (head != nullptr) {
    head->previous_ = &timer;
  }
  head = &timer;
  occupied_[level] |= std::uint64_t{1} << index;
}

void TimerWheel::unlink(Timer& timer) noexcept {
  if (&timer == cursor_) {
    cursor_ = timer.next_;
  }
  if (timer.previous_ != nullptr) {
    timer.previous_->next_ = timer.next_;
  } else {
    heads_[timer.slot_] = timer.next_;
    if (timer.next_ == nullptr) {
      occupied_[timer.slot_ / SLOTS] &= ~(std::uint64_t{1} << (timer.slot_ % SLOTS));
    }
  }
  if (timer.next_ != nullptr) {
    timer.next_->previous_ = timer.previous_;
  }
  timer.wheel_ = nullptr;
}

void TimerWheel::cascade(unsigned level) {
  const auto index = static_cast<unsigned>((current_ >> (level * SLOT_BITS)) & (SLOTS - 1));
  if (index == 0 && level + 1 < LEVELS) {
    cascade(level + 1);
  }
  Timer* timer = heads_[level * SLOTS + index];
  heads_[level * SLOTS + index] = nullptr;
  occupied_[level] &= ~(std::uint64_t{1} << index);
  while (timer != nullptr) {
    Timer* next = timer->next_;
    place(*timer);
    timer = next;
  }
}

void TimerWheel::expire(unsigned slot) {
  // A callback may cancel any timer and may arm one for this slot's next round: `unlink` keeps the
  // cursor valid, and newly armed timers stand in front of it.
  cursor_ = heads_[slot];
  while (Timer* timer = cursor_) {
    unlink(*timer);
    timer->onExpire_();
  }
}

void TimerWheel::advance(Clock::time_point now) {
  const auto target =
      static_cast<std::uint64_t>(std::max(now - origin_, Clock::duration::zero()) / TICK);
  while (current_ <= target) {
    const auto index = static_cast<unsigned>(current_ & (SLOTS - 1));
    if (index == 0) {
      cascade(1);
    }
    // A callback may arm a timer for this very tick: `current_` moves first, so it runs in the next
    // one.
    ++current_;
    expire(index);
    if (occupied_[0] == 0) {
      // Nothing until the next cascade: skip the empty ticks of this round.
      const std::uint64_t roundEnd = (current_ + SLOTS - 1) & ~std::uint64_t{SLOTS - 1};
      current_ = std::max(current_, std::min(roundEnd, target + 1));
    }
  }
}

TimerWheel::Clock::time_point TimerWheel::nextDeadline() const {
  std::uint64_t best = UINT64_MAX;
  for (unsigned level = 0; level < LEVELS; ++level) {
    if (occupied_[level] == 0) {
      continue;
    }
    const std::uint64_t base = current_ >> (level * SLOT_BITS);
    const auto index = static_cast<int>(base & (SLOTS - 1));
    // The slot that `current_` stands in has already been cascaded on the upper levels, unless
    // `current_` is its first tick: then a timer in it is due in this round, else in the next.
    const auto ahead =
        static_cast<std::uint64_t>(std::countr_zero(std::rotr(occupied_[level], index)));
    best = std::min(best, std::max((base + ahead) << (level * SLOT_BITS), current_));
  }
  return best == UINT64_MAX ? Clock::time_point::max()
                            : origin_ + TICK * static_cast<std::int64_t>(best);
}

}  // namespace ignis
