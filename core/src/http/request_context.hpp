#pragma once

#include "ignis/core/http/context.hpp"

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/execution.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

namespace ignis {

/// Makes `context` the one that `useRequestContext` returns, while it lives.
class RequestContextScope {
 public:
  explicit RequestContextScope(Context* context) noexcept;
  ~RequestContextScope();
  RequestContextScope(const RequestContextScope&) = delete;
  RequestContextScope& operator=(const RequestContextScope&) = delete;

 private:
  Context* previous_;
};

/// Shared by everything that a request's coroutine starts; null once the request is answered.
struct RequestContextSlot {
  Context* context = nullptr;
};

/// Runs everything inside the scope of one request. A coroutine takes it from whoever awaits it, so
/// the context follows through every suspension.
template <class Inner>
class RequestExecutor {
 public:
  RequestExecutor(Inner inner, std::shared_ptr<RequestContextSlot> slot) noexcept
      : inner_(std::move(inner)), slot_(std::move(slot)) {}

  template <class F>
  void execute(F&& function) const {
    inner_.execute([slot = slot_, function = std::forward<F>(function)]() mutable {
      const RequestContextScope scope(slot->context);
      std::move(function)();
    });
  }

  template <class Property>
  requires boost::asio::can_query_v<const Inner&, Property>
  decltype(auto) query(const Property& property) const {
    return boost::asio::query(inner_, property);
  }
  template <class Property>
  requires boost::asio::can_require_v<const Inner&, Property>
  auto require(const Property& property) const {
    return wrap(boost::asio::require(inner_, property));
  }
  template <class Property>
  requires boost::asio::can_prefer_v<const Inner&, Property>
  auto prefer(const Property& property) const {
    return wrap(boost::asio::prefer(inner_, property));
  }

  friend bool operator==(const RequestExecutor& left, const RequestExecutor& right) noexcept {
    return left.slot_ == right.slot_ && left.inner_ == right.inner_;
  }
  friend bool operator!=(const RequestExecutor& left, const RequestExecutor& right) noexcept {
    return !(left == right);
  }

 private:
  template <class Other>
  RequestExecutor<Other> wrap(Other inner) const {
    return {std::move(inner), slot_};
  }

  Inner inner_;
  std::shared_ptr<RequestContextSlot> slot_;
};

}  // namespace ignis
