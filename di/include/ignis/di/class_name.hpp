#pragma once

#include <cstddef>
#include <string_view>

namespace ignis {
namespace detail {

template <class T>
constexpr std::string_view signature() {
  return __PRETTY_FUNCTION__;
}

/// The type in a signature: gcc writes `[with T = X; std::string_view = …]`, clang `[T = X]`.
constexpr std::string_view typeNameIn(std::string_view signature) {
  const std::size_t start = signature.find("T = ") + 4;
  const std::size_t alias = signature.rfind("; std::string_view = ");
  const std::size_t end = alias == std::string_view::npos ? signature.rfind(']') : alias;
  return signature.substr(start, end - start);
}

constexpr std::string_view unqualifiedName(std::string_view type) {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    if (c == '<' || c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == '>' || c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (depth == 0 && c == ':') {
      start = i + 1;
    }
  }
  const std::string_view name = type.substr(start);
  return name.substr(0, name.find('<'));
}

}  // namespace detail

/// The whole name of `T`, namespaces included, as error messages show it.
template <class T>
constexpr std::string_view typeName() {
  return detail::typeNameIn(detail::signature<T>());
}

/// The name of `T` without namespaces and template arguments, as keys use it
/// (`services.OrderService`). A class names itself with `static constexpr std::string_view
/// className`, which its subclasses inherit.
template <class T>
constexpr std::string_view className() {
  if constexpr (requires { std::string_view(T::className); }) {
    return T::className;
  } else {
    return detail::unqualifiedName(typeName<T>());
  }
}

}  // namespace ignis
