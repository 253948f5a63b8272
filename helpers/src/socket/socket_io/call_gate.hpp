#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace ignis::socket_io {

/// What every call of a client's handlers passes, so that there are none once the client is gone.
/// Calls are made on one loop; any thread may shut the gate.
class CallGate {
 public:
  /// Held during a call; false when there must be none. Null is a gate that is always open.
  class Pass {
   public:
    explicit Pass(CallGate* gate) noexcept;
    explicit Pass(CallGate& gate) noexcept : Pass(&gate) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass();

    explicit operator bool() const noexcept { return isGranted_; }

   private:
    CallGate* gate_;
    bool isGranted_ = true;
  };

  void shut() noexcept { state_.fetch_or(SHUT); }
  bool isShut() const noexcept { return (state_.load() & SHUT) != 0; }
  /// Off the loop, once it is shut: waits until the call that is running now has ended. False when
  /// it has not by then.
  bool waitUntilIdle(std::chrono::milliseconds atMost);

 private:
  static constexpr std::uint32_t SHUT = 1U << 31;

  void leave() noexcept;

  std::atomic<std::uint32_t> state_ = 0;  ///< how many calls are under way, and whether it is shut
  std::mutex mutex_;
  std::condition_variable isIdle_;
};

}  // namespace ignis::socket_io
