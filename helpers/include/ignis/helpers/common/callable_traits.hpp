#pragma once

#include <tuple>

#include "ignis/helpers/common/task.hpp"

namespace ignis::detail {

/// What a callable with one signature takes and returns.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... A>
struct Signature<R(A...)> {
  using Result = R;
  using Arguments = std::tuple<A...>;
};
template <class R, class... A>
struct Signature<R (*)(A...)> : Signature<R(A...)> {};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...)> : Signature<R(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R(A...)> {};

template <class T>
struct TaskResult {
  using Type = T;
  static constexpr bool isTask = false;
};
template <class T>
struct TaskResult<Task<T>> {
  using Type = T;
  static constexpr bool isTask = true;
};

}  // namespace ignis::detail
