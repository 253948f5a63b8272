#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ignis/di/dependency.hpp"
#include "ignis/di/detail/argument.hpp"
#include "ignis/di/inject.hpp"

namespace ignis::detail {

template <class Class, class... Keys>
constexpr bool fitsConstructor() {
  if constexpr (sizeof...(Keys) == 0) {
    return std::is_default_constructible_v<Class> || std::is_constructible_v<Class, Container&>;
  } else {
    return std::ranges::none_of(FORMS<Class, Keys...>,
                                [](Form form) { return form == Form::NONE; });
  }
}

template <class Class>
inline constexpr bool DECLARES_LIST = false;
template <HasInjectList Class>
inline constexpr bool DECLARES_LIST<Class> =
    IS_INJECT_LIST<std::remove_cvref_t<decltype(Class::inject)>>;

/// Says in one sentence what is wrong with a class; the rest is compiled only when nothing is.
template <class Class, class... Keys>
constexpr bool checkClass() {
  if constexpr (std::is_abstract_v<Class>) {
    static_assert(
        !std::is_abstract_v<Class>,
        "ignis: an abstract class cannot be constructed, so name the class that implements "
        "it: toClass<Implementation>().");
    return false;
  } else if constexpr (HasInjectList<Class> && !DECLARES_LIST<Class>) {
    static_assert(
        DECLARES_LIST<Class>,
        "ignis: the static member inject of this class is not made by ignis::inject(...).");
    return false;
  } else if constexpr (!fitsConstructor<Class, Keys...>()) {
    static_assert(sizeof...(Keys) == 0 || fitsConstructor<Class, Keys...>(),
                  "ignis: the constructor of this class does not take what its inject list names, "
                  "in the same order: a key as T&, std::shared_ptr<T> or T, optional(key) as "
                  "std::shared_ptr<T> or std::optional<T>, lazy(key) as Lazy<T>.");
    static_assert(sizeof...(Keys) != 0 || fitsConstructor<Class, Keys...>(),
                  "ignis: this class has no inject list, so it needs a constructor without "
                  "parameters or one that takes Container&.");
    return false;
  } else {
    return true;
  }
}

/// The list of a class, empty when it has none; `checkClass` complains about anything else there.
template <class Class>
constexpr auto injectListOf() {
  if constexpr (DECLARES_LIST<Class>) {
    return Class::inject;
  } else {
    return InjectList<>{};
  }
}

/// What validation and the graph know of a class without constructing it.
template <class Class, class... Keys>
constexpr std::array<Dependency, sizeof...(Keys)> dependenciesOf(const InjectList<Keys...>& list) {
  return [&list]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Dependency, sizeof...(Keys)>{
        Dependency{.key = InjectKey<Keys>::keyOf(std::get<I>(list.keys)).view(),
                   .isOptional = InjectKey<Keys>::IS_OPTIONAL,
                   .isLazy = InjectKey<Keys>::IS_LAZY,
                   .isBorrowed = FORMS<Class, Keys...>[I] == Form::BORROWED}...};
  }
  (std::index_sequence_for<Keys...>());
}

template <class Class, class... Keys>
std::shared_ptr<Class> construct(Container& container, const InjectList<Keys...>& list) {
  if constexpr (sizeof...(Keys) > 0) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      // Braces: dependencies are resolved in the order of the list.
      std::tuple<Argument<typename InjectKey<Keys>::Type, FORMS<Class, Keys...>[I]>...> arguments{
          Argument<typename InjectKey<Keys>::Type, FORMS<Class, Keys...>[I]>(
              container, InjectKey<Keys>::keyOf(std::get<I>(list.keys)),
              InjectKey<Keys>::IS_OPTIONAL)...};
      return std::make_shared<Class>(std::get<I>(std::move(arguments))...);
    }
    (std::index_sequence_for<Keys...>());
  } else if constexpr (std::is_default_constructible_v<Class>) {
    return std::make_shared<Class>();
  } else {
    return std::make_shared<Class>(container);
  }
}

}  // namespace ignis::detail
