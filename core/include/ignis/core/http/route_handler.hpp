#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/detail/handler_traits.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/core/http/route_schema.hpp"
#include "ignis/helpers/common/task.hpp"

#include <functional>
#include <type_traits>
#include <utility>

namespace ignis {

/// Whatever answers a route: a callable that takes any of `Context&`, `Params<T>`, `Query<T>`,
/// `Headers<T>`, `Cookies<T>` and `Body<T>`, and returns a `Response`, a value that is sent as
/// JSON, nothing (204), or a `Task` of these. It is shared by all loops.
class RouteHandler {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, RouteHandler>) RouteHandler(F&& function) {
    assign(std::decay_t<F>(std::forward<F>(function)));
  }

  /// The member function `method` of `object`, which outlives the handler.
  template <class Class, class R, class... A>
  RouteHandler(R (Class::*method)(A...), std::type_identity_t<Class>* object) {
    assign([object, method](A... arguments) -> R {
      return (object->*method)(std::forward<A>(arguments)...);
    });
  }
  template <class Class, class R, class... A>
  RouteHandler(R (Class::*method)(A...) const, const std::type_identity_t<Class>* object) {
    assign([object, method](A... arguments) -> R {
      return (object->*method)(std::forward<A>(arguments)...);
    });
  }

  bool isAsync() const noexcept { return static_cast<bool>(async_); }
  void call(Context& context) const { sync_(context); }
  Task<void> callAsync(Context& context) const { return async_(context); }
  const RouteSchema& schema() const noexcept { return schema_; }

 private:
  template <class F>
  void assign(F function);

  std::function<void(Context&)> sync_;
  std::function<Task<void>(Context&)> async_;
  RouteSchema schema_;
};

namespace detail {

template <class Result>
void answerWith(Context& context, const Result& result) {
  if constexpr (!std::is_same_v<Result, Response>) {
    context.json(result);
  }
}

/// A free coroutine: the parts live in its frame while the handler runs, and `function` in the
/// route.
template <class Arguments, class Result, class F>
Task<void> callHandler(const F& function, Context& context) {
  Arguments arguments;
  arguments.decode(context);
  if constexpr (std::is_void_v<Result>) {
    co_await arguments.apply(function, context);
    context.noContent();
  } else {
    const Result result = co_await arguments.apply(function, context);
    answerWith(context, result);
  }
}

}  // namespace detail

template <class F>
void RouteHandler::assign(F function) {
  using Signature = detail::Signature<F>;
  using Arguments = typename detail::ArgumentsOf<typename Signature::Arguments>::Type;
  using Returned = detail::TaskResult<typename Signature::Result>;
  using Result = std::remove_cvref_t<typename Returned::Type>;

  schema_ = detail::makeRouteSchema<Result>(static_cast<typename Signature::Arguments*>(nullptr));
  if constexpr (Returned::isTask) {
    async_ = [function = std::move(function)](Context& context) {
      return detail::callHandler<Arguments, Result>(function, context);
    };
  } else {
    sync_ = [function = std::move(function)](Context& context) {
      Arguments arguments;
      arguments.decode(context);
      if constexpr (std::is_void_v<Result>) {
        arguments.apply(function, context);
        context.noContent();
      } else {
        detail::answerWith<Result>(context, arguments.apply(function, context));
      }
    };
  }
}

}  // namespace ignis
