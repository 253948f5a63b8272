#pragma once

#include <memory>

#include <ignis/helpers/common/task.hpp>

namespace websocket_test {

/// What a coroutine awaits that is never to answer, until the application stops: it must not
/// outlive the loop that it runs on. For one loop.
class EndlessWait {
 public:
  EndlessWait();
  ~EndlessWait();
  EndlessWait(const EndlessWait&) = delete;
  EndlessWait& operator=(const EndlessWait&) = delete;

  ignis::Task<void> wait();
  /// Resumes all who wait, and lets nobody wait again.
  void end();

 private:
  struct Timer;

  std::unique_ptr<Timer> timer_;  ///< made by the first who waits
  bool hasEnded_ = false;
};

}  // namespace websocket_test
