#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

/// The loops of one application. The first one is run by the thread that calls `run`; the others
/// have a thread each while it does.
class EventLoopGroup {
 public:
  explicit EventLoopGroup(std::size_t count, EventLoopOptions options = {});
  EventLoopGroup(const EventLoopGroup&) = delete;
  EventLoopGroup& operator=(const EventLoopGroup&) = delete;
  ~EventLoopGroup();

  std::size_t size() const noexcept { return loops_.size(); }
  EventLoop& main() noexcept { return *loops_.front(); }
  EventLoop& at(std::size_t index) noexcept { return *loops_[index]; }

  /// Blocks until `stop`; every other thread has been joined when it returns.
  void run();
  /// Any thread.
  void stop();

  /// Runs `function` on each loop, one after the other, and resumes the caller on its own loop. The
  /// caller must run on one of these loops.
  Task<void> runOnEach(std::function<void(EventLoop&)> function);

 private:
  std::vector<std::unique_ptr<EventLoop>> loops_;
};

}  // namespace ignis
