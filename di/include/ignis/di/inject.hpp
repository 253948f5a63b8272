#pragma once

#include <tuple>
#include <type_traits>

#include "ignis/di/binding_key.hpp"

namespace ignis {

template <class T>
struct OptionalKey {
  BindingKey<T> key;
};

template <class T>
struct LazyKey {
  BindingKey<T> key;
};

/// In an `inject` list: the parameter is null (`std::shared_ptr<T>`, `std::optional<T>`) when the
/// key is not bound.
template <class T>
constexpr OptionalKey<T> optional(BindingKey<T> key) {
  return {key};
}

/// In an `inject` list: the parameter is a `Lazy<T>`, resolved at its first use.
template <class T>
constexpr LazyKey<T> lazy(BindingKey<T> key) {
  return {key};
}

/// The keys of a constructor's parameters, in their order. Made by `inject(…)`.
template <class... Keys>
struct InjectList {
  std::tuple<Keys...> keys;
};

namespace detail {

template <class Key>
struct InjectKey {
  static constexpr bool IS_KEY = false;
};

template <class T>
struct InjectKey<BindingKey<T>> {
  using Type = T;
  static constexpr bool IS_KEY = true;
  static constexpr bool IS_OPTIONAL = false;
  static constexpr bool IS_LAZY = false;
  static constexpr const BindingKey<T>& keyOf(const BindingKey<T>& key) { return key; }
};

template <class T>
struct InjectKey<OptionalKey<T>> {
  using Type = T;
  static constexpr bool IS_KEY = true;
  static constexpr bool IS_OPTIONAL = true;
  static constexpr bool IS_LAZY = false;
  static constexpr const BindingKey<T>& keyOf(const OptionalKey<T>& key) { return key.key; }
};

template <class T>
struct InjectKey<LazyKey<T>> {
  using Type = T;
  static constexpr bool IS_KEY = true;
  static constexpr bool IS_OPTIONAL = false;
  static constexpr bool IS_LAZY = true;
  static constexpr const BindingKey<T>& keyOf(const LazyKey<T>& key) { return key.key; }
};

template <class T>
inline constexpr bool IS_INJECT_LIST = false;
template <class... Keys>
inline constexpr bool IS_INJECT_LIST<InjectList<Keys...>> = true;

template <class Class>
concept HasInjectList = requires {
  Class::inject;
};

}  // namespace detail

/// What a class needs, declared beside its constructor:
/// `static constexpr auto inject = ignis::inject(serviceKey<Orders>(), optional(Keys::CACHE));`.
template <class... Keys>
constexpr InjectList<Keys...> inject(Keys... keys) {
  static_assert((detail::InjectKey<Keys>::IS_KEY && ...),
                "ignis: inject(...) takes binding keys, each bare or inside optional(...) or "
                "lazy(...).");
  return {std::tuple<Keys...>(keys...)};
}

}  // namespace ignis
