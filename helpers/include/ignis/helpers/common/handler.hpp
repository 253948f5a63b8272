#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"

namespace ignis {

template <class Signature>
class Handler;

/// A callback that may wait: `Handler<bool(int)>` is made of anything that is called with an `int`
/// and returns a `bool` or a `Task<bool>`, and awaited as `co_await handler(42)`. Copies share the
/// callable.
template <class R, class... Args>
class Handler<R(Args...)> {
  template <class Function>
  static constexpr bool returnsTask =
      std::same_as<std::invoke_result_t<Function&, Args...>, Task<R>>;

 public:
  Handler() = default;
  Handler(std::nullptr_t) {}
  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, Handler> &&
           std::invocable<std::decay_t<Function>&, Args...>) Handler(Function&& function)
      : target_(makeTarget(std::forward<Function>(function))) {}

  explicit operator bool() const noexcept { return target_ != nullptr; }
  bool isAsync() const noexcept { return target_ != nullptr && target_->async; }

  /// Calls at once, without a coroutine: only when it is not async.
  R call(Args... args) const { return target_->sync(std::forward<Args>(args)...); }

  /// What the arguments refer to has to live until the task ends; the callable does by itself.
  Task<R> operator()(Args... args) const { return run(target_, std::forward<Args>(args)...); }

 private:
  /// Exactly one of the two is set.
  struct Target {
    std::function<R(Args...)> sync;
    std::function<Task<R>(Args...)> async;
  };

  template <class Function>
  static std::shared_ptr<const Target> makeTarget(Function&& function) {
    auto target = std::make_shared<Target>();
    if constexpr (returnsTask<std::decay_t<Function>>) {
      target->async = std::forward<Function>(function);
    } else {
      static_assert(
          std::is_invocable_r_v<R, std::decay_t<Function>&, Args...>,
          "ignis: the callable returns neither the result of its handler nor a Task of it");
      target->sync = std::forward<Function>(function);
    }
    return target;
  }

  static Task<R> run(std::shared_ptr<const Target> target, Args... args) {
    if (target->async) {
      co_return co_await target->async(std::forward<Args>(args)...);
    }
    co_return target->sync(std::forward<Args>(args)...);
  }

  std::shared_ptr<const Target> target_;
};

}  // namespace ignis
