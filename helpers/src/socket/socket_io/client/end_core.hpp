#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/call_gate.hpp"
#include "socket/socket_io/client/log.hpp"
#include "socket/socket_io/client/mailbox.hpp"

namespace ignis::socket_io::client {

/// A core that ends on its loop, or with it.
template <class Core>
class PendingEnd {
 public:
  explicit PendingEnd(std::shared_ptr<Core> core) : core_(std::move(core)) {}
  PendingEnd(PendingEnd&&) noexcept = default;
  PendingEnd& operator=(PendingEnd&&) = delete;
  ~PendingEnd() { (*this)(); }

  void operator()() {
    if (const std::shared_ptr<Core> core = std::exchange(core_, nullptr)) {
      core->tearDown();
    }
  }

 private:
  std::shared_ptr<Core> core_;
};

/// For the destructor of what users hold: no handler is called after this, and `tearDown` is on the
/// loop, now when this is its thread.
template <class Core>
void endCore(std::shared_ptr<Core> core, std::string_view what) {
  constexpr std::chrono::milliseconds PATIENCE{900};
  core->gate().shut();
  if (core->loop().isCurrent()) {
    core->tearDown();
    // It may be further up the stack.
    core->loop().bury(std::move(core));
    return;
  }
  if (!core->gate().waitUntilIdle(PATIENCE)) {
    logger().warn("[{}] A handler still runs, it is not waited for | limit: {} ms", what,
                  PATIENCE.count());
  }
  // The core may be gone before `post` has returned, and its loop with it.
  const auto loop = core->sharedLoop();
  const auto mailbox = core->mailbox();
  mailbox->post(PendingEnd<Core>(std::move(core)));
}

}  // namespace ignis::socket_io::client
