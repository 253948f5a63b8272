#pragma once

#include <functional>
#include <future>
#include <thread>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::test {

/// A loop with a thread of its own.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.run(); }) {}
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;
  ~LoopThread() { stop(); }

  EventLoop& loop() { return loop_; }
  /// Runs `function` on the loop and waits for it.
  void run(const std::function<void()>& function) {
    std::promise<void> done;
    loop_.post([&] {
      function();
      done.set_value();
    });
    done.get_future().get();
  }
  /// Waits until the loop has done what it was given before.
  void settle() {
    run([] {});
  }
  void stop() {
    if (thread_.joinable()) {
      loop_.post([this] { loop_.stop(); });
      thread_.join();
    }
  }

 private:
  EventLoop loop_;
  std::thread thread_;
};

}  // namespace ignis::test
