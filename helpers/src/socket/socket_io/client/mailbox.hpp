#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::socket_io::client {

/// Takes calls of other threads to a loop, in their order. What comes together travels together.
/// Any thread.
class Mailbox final : public std::enable_shared_from_this<Mailbox> {
 public:
  explicit Mailbox(EventLoop& loop) : loop_(loop) {}

  /// Runs `function` on the loop, or destroys it with the loop.
  template <class Function>
  void post(Function function) {
    add(std::make_unique<FunctionCall<Function>>(std::move(function)));
  }

 private:
  struct Call {
    virtual ~Call() = default;
    virtual void run() = 0;
  };
  template <class Function>
  struct FunctionCall final : Call {
    explicit FunctionCall(Function called) : function(std::move(called)) {}
    void run() override { function(); }

    Function function;
  };
  using Calls = std::vector<std::unique_ptr<Call>>;

  void add(std::unique_ptr<Call> call);
  void deliver(Calls& calls);

  EventLoop& loop_;
  std::mutex mutex_;
  std::weak_ptr<Calls> waiting_;  ///< until the loop, which owns them, comes to them
};

}  // namespace ignis::socket_io::client
