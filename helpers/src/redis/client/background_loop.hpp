#pragma once

#include <memory>
#include <thread>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

/// A loop with a thread of its own, for connections that are made where there is no loop. It ends
/// with the last of them.
class BackgroundLoop {
  struct Passkey {};

 public:
  /// The one of this process. Any thread.
  static std::shared_ptr<BackgroundLoop> shared();

  explicit BackgroundLoop(Passkey);
  BackgroundLoop(const BackgroundLoop&) = delete;
  BackgroundLoop& operator=(const BackgroundLoop&) = delete;
  /// What has been posted before is done first. Waits for the thread, unless it is this one.
  ~BackgroundLoop();

  EventLoop& loop() noexcept { return *loop_; }

 private:
  std::shared_ptr<EventLoop> loop_;  ///< the thread's as well
  std::thread thread_;
};

}  // namespace ignis
