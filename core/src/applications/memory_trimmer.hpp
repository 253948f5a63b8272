#pragma once

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"

namespace ignis {

/// Gives memory back to the system that is free but lies between what is still used, so that a
/// burst does not count for good. The allocator itself only returns what is at its end.
class MemoryTrimmer {
 public:
  /// Looks every few seconds, on `loop`, while the trimmer lives.
  explicit MemoryTrimmer(EventLoop& loop);

 private:
  void trim();

  EventLoop& loop_;
  Timer timer_;
};

}  // namespace ignis
