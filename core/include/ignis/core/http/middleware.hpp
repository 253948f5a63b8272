#pragma once

#include "ignis/helpers/common/task.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>

namespace ignis {

class Context;

/// The rest of the chain, as a middleware that waits gets it: `co_await next();`. An error of the
/// rest has become an answer when it returns. Call it once, before the middleware ends.
class Next {
 public:
  Task<void> operator()() const;

 private:
  friend class HttpPipeline;
  Next(Context& context, std::size_t index) noexcept : context_(&context), index_(index) {}

  Context* context_;
  std::size_t index_;
};

/// A middleware that does not wait, as the two halves of one.
struct MiddlewareHooks {
  /// On the way in. Returns true when it has answered: the chain ends here.
  std::function<bool(Context&)> before{};
  /// On the way out, when the chain went on after `before`, also after an error.
  std::function<void(Context&)> after{};
};

/// Code around route handlers. Hooks cost no coroutine; one that has to wait is a coroutine,
/// `[](Context& context, Next next) -> Task<void> { …; co_await next(); … }`, and makes the rest of
/// its request's chain one too. Shared by all loops.
class Middleware {
 public:
  Middleware(MiddlewareHooks hooks) : hooks_(std::move(hooks)) {}

  /// A callable that returns whether it has answered, or nothing, is the `before` hook alone.
  template <class F>
  requires std::invocable<const F&, Context&> || std::invocable<const F&, Context&, Next>
  Middleware(F function) {
    if constexpr (std::invocable<const F&, Context&, Next>) {
      static_assert(std::is_same_v<std::invoke_result_t<const F&, Context&, Next>, Task<void>>,
                    "a middleware that takes Next is a coroutine: it returns Task<void>");
      around_ = std::move(function);
    } else if constexpr (std::is_void_v<std::invoke_result_t<const F&, Context&>>) {
      hooks_.before = [function = std::move(function)](Context& context) {
        function(context);
        return false;
      };
    } else {
      static_assert(std::is_same_v<std::invoke_result_t<const F&, Context&>, bool>,
                    "a middleware returns whether it has answered, or nothing");
      hooks_.before = std::move(function);
    }
  }

  const std::function<bool(Context&)>& before() const noexcept { return hooks_.before; }
  const std::function<void(Context&)>& after() const noexcept { return hooks_.after; }
  const std::function<Task<void>(Context&, Next)>& around() const noexcept { return around_; }

 private:
  MiddlewareHooks hooks_;
  std::function<Task<void>(Context&, Next)> around_;
};

}  // namespace ignis
