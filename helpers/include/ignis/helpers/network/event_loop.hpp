#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"

namespace boost::asio {
class io_context;
}

namespace ignis {

/// Told by the loop that its descriptor is ready. `events` are epoll's.
class IoWatcher {
 public:
  virtual void onReady(std::uint32_t events) = 0;

 protected:
  ~IoWatcher() = default;
};

/// Told by the loop, once at the end of a turn, that output was queued during it.
class FlushTarget {
 public:
  virtual void onFlush() = 0;

 protected:
  ~FlushTarget() = default;
};

struct EventLoopOptions {
  /// A loop whose last waits were all shorter than this looks for work for as long before it
  /// sleeps: events that come in quick succession do not wait for a processor to wake up. 0: it
  /// always sleeps. Unset: 100 µs, or 0 where the control group limits the process's processor
  /// time.
  std::optional<std::chrono::microseconds> busyPoll{};
};

/// One thread, one `io_context`, and the connections that live on it.
///
/// A turn of the loop takes every ready descriptor, handles what can be read from each, and then
/// writes once to each connection that has output. Coroutines, timers and posted functions run on
/// the same thread between turns. Unless said otherwise, call members on the loop's own thread.
class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;

  explicit EventLoop(EventLoopOptions options = {});
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  /// Runs until `stop()`; an exception that reaches the loop is logged and the loop goes on.
  void run();
  /// Ends `run()` after the current handler. Any thread.
  void stop();

  /// Runs `function` on the loop, never before this returns. Any thread.
  void post(std::function<void()> function);
  /// Starts `task` on the loop; an exception that leaves it is logged under `what`. Any thread.
  void spawn(std::string what, std::function<Task<void>()> task);

  boost::asio::io_context& context() noexcept;
  bool isCurrent() const noexcept;
  /// Whether some thread is in `run`. Any thread.
  bool isRunning() const noexcept;
  /// The loop whose thread this is, or null.
  static EventLoop* current() noexcept;

  /// The steady time at which the current turn began.
  Clock::time_point now() const noexcept;
  void arm(Timer& timer, std::chrono::milliseconds delay);
  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7), refreshed once a second.
  std::string_view httpDate();

  void watch(IoWatcher& watcher, int descriptor, std::uint32_t events);
  void rewatch(IoWatcher& watcher, int descriptor, std::uint32_t events);
  void unwatch(IoWatcher& watcher, int descriptor);
  /// Calls `onFlush` once at the end of this turn.
  void flushLater(FlushTarget& target);
  void forgetFlush(FlushTarget& target) noexcept;
  /// Destroys `object` at the end of this turn, when no caller further up the stack uses it.
  void bury(std::shared_ptr<void> object);
  /// Owns what outlives its users, until `buryKept` or with the loop's own end.
  void keep(std::shared_ptr<void> object);
  void buryKept(const void* object);
  /// Ends `run()` as soon as nothing of that kind is left: a connection that still says goodbye.
  /// Whether that is now.
  bool stopWhenDone();

  /// Where a connection reads into; its content is lost when the connection returns to the loop.
  std::span<char> readBuffer() noexcept;
  /// An empty string that has had capacity before; give it back when it is empty again, so that an
  /// idle connection owns no buffer.
  std::string takeBuffer();
  void giveBuffer(std::string buffer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis
