#pragma once

#include <string_view>

#include "ignis/di/class_name.hpp"

namespace ignis::detail {

/// The identity of a type, by address. Unlike `std::type_info` it exists for incomplete types, so a
/// key may name a forward-declared class.
struct TypeInfo {
  std::string_view name;
};

template <class T>
struct TypeOf {
  static constexpr TypeInfo info{typeName<T>()};
};

}  // namespace ignis::detail
