#pragma once

#include <memory>

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
  /// What has been posted before is done first. Waits for the thread; when it is this one, or one
  /// whose connections still say goodbye, the next `shared` or the end of the process does.
  ~BackgroundLoop();

  EventLoop& loop() noexcept { return *loop_; }
  /// For who must not lose the loop while calling it.
  const std::shared_ptr<EventLoop>& sharedLoop() const noexcept { return loop_; }

 private:
  std::shared_ptr<EventLoop> loop_;
};

}  // namespace ignis
