#pragma once

#include "ignis/di/class_name.hpp"
#include "ignis/helpers/json/detail/json_traits.hpp"
#include "ignis/helpers/json/json_type_of.hpp"

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace ignis {

/// The name of a described class, which its `JsonType` does not have.
struct JsonTypeName {
  const JsonType* type;
  std::string_view name;
};

namespace detail {

/// Adds the described structs and enumerations that `T` is made of. `Seen` are the structs around
/// it, which ends the recursion.
template <class T, class... Seen>
void addTypeNames(std::vector<JsonTypeName>& names) {
  using namespace json_detail;
  if constexpr ((std::is_same_v<T, Seen> || ...)) {
    return;
  } else if constexpr (DescribedEnum<T>) {
    names.push_back({.type = &jsonTypeOf<T>(), .name = className<T>()});
  } else if constexpr (isOptional<T> || isVector<T> || isArray<T>) {
    addTypeNames<typename T::value_type, Seen...>(names);
  } else if constexpr (StringKeyedMap<T>) {
    addTypeNames<typename T::mapped_type, Seen...>(names);
  } else if constexpr (TupleLike<T>) {
    [&names]<std::size_t... Index>(std::index_sequence<Index...>) {
      (addTypeNames<std::tuple_element_t<Index, T>, Seen...>(names), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (DescribedStruct<T>) {
    names.push_back({.type = &jsonTypeOf<T>(), .name = className<T>()});
    [&names]<template <class...> class List, class... Descriptors>(List<Descriptors...>) {
      (addTypeNames<std::remove_cvref_t<decltype(std::declval<T&>().*Descriptors::pointer)>, T,
                    Seen...>(names),
       ...);
    }(Members<T>{});
  }
}

}  // namespace detail
}  // namespace ignis
