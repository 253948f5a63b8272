#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ignis/di/detail/lookup.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/di/lazy.hpp"

namespace ignis::detail {

/// How a constructor takes an injected object.
enum class Form { NONE, BORROWED, COPIED, SHARED, OPTIONAL_COPY, LAZY };

/// One constructor argument: resolves its key when it is made, and converts to its form only.
template <class T, Form>
class Argument;

template <class T>
class Argument<T, Form::BORROWED> {
 public:
  Argument(Container& container, const BindingKey<T>& key, bool)
      : object_(static_cast<T*>(borrow(container, key.view()))) {}
  operator T&() { return *object_; }

 private:
  T* object_;
};

template <class T>
class Argument<T, Form::COPIED> {
 public:
  Argument(Container& container, const BindingKey<T>& key, bool)
      : object_(resolve(container, key.view()).take()) {}
  operator T() { return *static_cast<T*>(object_.get()); }

 private:
  std::shared_ptr<void> object_;
};

template <class T>
class Argument<T, Form::SHARED> {
 public:
  Argument(Container& container, const BindingKey<T>& key, bool isOptional)
      : object_(std::static_pointer_cast<T>(isOptional ? resolveOptional(container, key.view())
                                                       : resolve(container, key.view()).take())) {}
  template <class U>
  requires std::convertible_to<T*, U*>
  operator std::shared_ptr<U>() { return std::move(object_); }

 private:
  std::shared_ptr<T> object_;
};

template <class T>
class Argument<T, Form::OPTIONAL_COPY> {
 public:
  Argument(Container& container, const BindingKey<T>& key, bool)
      : object_(resolveOptional(container, key.view())) {}
  operator std::optional<T>() {
    return object_ ? std::optional<T>(*static_cast<T*>(object_.get())) : std::nullopt;
  }

 private:
  std::shared_ptr<void> object_;
};

template <class T>
class Argument<T, Form::LAZY> {
 public:
  Argument(Container& container, const BindingKey<T>& key, bool) : lazy_(container, key) {}
  operator Lazy<T>() { return std::move(lazy_); }

 private:
  Lazy<T> lazy_;
};

/// Converts to every form that its key allows: stands for the parameters that are not in question.
template <class Key, class T = typename InjectKey<Key>::Type>
struct AnyForm {
  operator T&();
  template <class U>
  requires std::convertible_to<T*, U*>
  operator std::shared_ptr<U>();
};

template <class T>
struct AnyForm<OptionalKey<T>, T> {
  template <class U>
  requires std::convertible_to<T*, U*>
  operator std::shared_ptr<U>();
  operator std::optional<T>();
};

template <class T>
struct AnyForm<LazyKey<T>, T> {
  operator Lazy<T>();
};

/// Initialises a `T`, but neither a `T&` nor a `const T&`, for which the deleted conversion wins.
template <class T>
struct ValueProbe {
  template <class U>
  requires std::same_as<U, T>
  operator U();
  operator const T&() const = delete;
};

template <class Class, std::size_t Index, class Probe, class... Keys, std::size_t... I>
constexpr bool acceptsAt(std::index_sequence<I...>) {
  return std::is_constructible_v<Class, std::conditional_t<I == Index, Probe, AnyForm<Keys>>...>;
}

template <class Class, std::size_t Index, class... Keys>
constexpr Form formAt() {
  using Key = std::tuple_element_t<Index, std::tuple<Keys...>>;
  using T = typename InjectKey<Key>::Type;
  constexpr auto accepts = []<class Probe>(std::type_identity<Probe>) {
    return acceptsAt<Class, Index, Probe, Keys...>(std::index_sequence_for<Keys...>());
  };

  if constexpr (InjectKey<Key>::IS_LAZY) {
    return accepts(std::type_identity<Argument<T, Form::LAZY>>()) ? Form::LAZY : Form::NONE;
  } else if constexpr (InjectKey<Key>::IS_OPTIONAL) {
    if constexpr (accepts(std::type_identity<Argument<T, Form::SHARED>>())) {
      return Form::SHARED;
    } else {
      return accepts(std::type_identity<Argument<T, Form::OPTIONAL_COPY>>()) ? Form::OPTIONAL_COPY
                                                                             : Form::NONE;
    }
  } else if constexpr (accepts(std::type_identity<Argument<T, Form::BORROWED>>())) {
    return accepts(std::type_identity<ValueProbe<T>>()) ? Form::COPIED : Form::BORROWED;
  } else {
    return accepts(std::type_identity<Argument<T, Form::SHARED>>()) ? Form::SHARED : Form::NONE;
  }
}

/// How each parameter of `Class` takes the object of its key; `NONE` where the two do not fit.
template <class Class, class... Keys>
inline constexpr std::array<Form, sizeof...(Keys)> FORMS = [
]<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<Form, sizeof...(Keys)>{formAt<Class, I, Keys...>()...};
}
(std::index_sequence_for<Keys...>());

}  // namespace ignis::detail
