#pragma once

#include <chrono>

namespace ignis {

/// Decides whether a loop looks for work for a while before it sleeps. Waking a sleeping processor
/// takes tens of microseconds, which is most of the time of a request and its answer between two
/// loops; looking takes the processor. So a loop looks only while its waits are so short that it
/// would hardly have slept.
class BusyPoll {
 public:
  using Duration = std::chrono::steady_clock::duration;

  explicit BusyPoll(Duration window) : window_(window) {}

  Duration window() const noexcept { return window_; }
  bool isWorthIt() const noexcept { return shortWaits_ == SHORT_WAITS_IN_A_ROW; }

  /// A wait is over that began when nothing was left to do.
  void waited(Duration wait) noexcept {
    if (wait >= window_) {
      shortWaits_ = 0;
    } else if (shortWaits_ < SHORT_WAITS_IN_A_ROW) {
      ++shortWaits_;
    }
  }

 private:
  /// So many that events which come at random, as long apart on average, are slept for.
  static constexpr int SHORT_WAITS_IN_A_ROW = 8;

  Duration window_;
  int shortWaits_ = 0;
};

}  // namespace ignis
