#pragma once

#include "ignis/helpers/json/detail/json_traits.hpp"
#include "ignis/helpers/json/json.hpp"

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ignis::detail {

template <class T, class... Seen>
consteval bool isJsonDescribable();

template <class T, class Elements, class... Seen>
struct AreElementsDescribable;

template <class T, std::size_t... Index, class... Seen>
struct AreElementsDescribable<T, std::index_sequence<Index...>, Seen...> {
  static constexpr bool value =
      (isJsonDescribable<std::tuple_element_t<Index, T>, Seen...>() && ...);
};

/// Whether `jsonTypeOf<T>()` compiles. Types that are only ever written, such as views, have no
/// type that could be documented. `Seen` are the structs around `T`, which ends the recursion.
template <class T, class... Seen>
consteval bool isJsonDescribable() {
  using namespace json_detail;
  if constexpr ((std::is_same_v<T, Seen> || ...) || std::is_same_v<T, bool> || Integer<T> ||
                Floating<T> || std::is_same_v<T, std::string> || std::is_same_v<T, Json> ||
                DescribedEnum<T>) {
    return true;
  } else if constexpr (isOptional<T> || isVector<T> || isArray<T>) {
    return isJsonDescribable<typename T::value_type, Seen...>();
  } else if constexpr (StringKeyedMap<T>) {
    return isJsonDescribable<typename T::mapped_type, Seen...>();
  } else if constexpr (TupleLike<T>) {
    return AreElementsDescribable<T, std::make_index_sequence<std::tuple_size_v<T>>,
                                  Seen...>::value;
  } else if constexpr (DescribedStruct<T>) {
    return []<template <class...> class List, class... Descriptors>(List<Descriptors...>) {
      return (
          isJsonDescribable<std::remove_cvref_t<decltype(std::declval<T&>().*Descriptors::pointer)>,
                            T, Seen...>() &&
          ...);
    }(Members<T>{});
  } else {
    return false;
  }
}

}  // namespace ignis::detail
