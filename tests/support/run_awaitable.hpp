#pragma once

#include <exception>
#include <functional>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::test {

/// Runs a coroutine on a loop of its own and throws what it throws.
inline void runAwaitable(std::function<Task<void>()> task) {
  EventLoop loop;
  std::exception_ptr failure;
  loop.spawn("test", [&]() -> Task<void> {
    try {
      co_await task();
    } catch (...) {
      failure = std::current_exception();
    }
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace ignis::test
