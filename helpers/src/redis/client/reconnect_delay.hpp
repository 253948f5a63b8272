#pragma once

#include <chrono>

namespace ignis {

/// How long to wait before the next attempt: `first`, doubled with every attempt up to `most`, half
/// of it random, so that many clients of one server do not come back at once.
class ReconnectDelay {
 public:
  ReconnectDelay(std::chrono::milliseconds first, std::chrono::milliseconds most) noexcept
      : first_(first), most_(most), full_(first) {}

  std::chrono::milliseconds next() noexcept;
  void reset() noexcept { full_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds full_;
};

}  // namespace ignis
