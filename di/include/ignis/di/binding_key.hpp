#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "ignis/di/detail/type_info.hpp"

namespace ignis {
namespace detail {

/// FNV-1a, so that a key's hash is computed by the compiler.
constexpr std::uint64_t hashKey(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

template <class T>
inline constexpr bool IS_SMART_POINTER = false;
template <class T>
inline constexpr bool IS_SMART_POINTER<std::shared_ptr<T>> = true;
template <class T, class Deleter>
inline constexpr bool IS_SMART_POINTER<std::unique_ptr<T, Deleter>> = true;

/// A key without its type parameter, for code that is compiled once.
struct KeyView {
  std::string_view name;
  std::uint64_t hash;
  const TypeInfo* type;
};

}  // namespace detail

/// Names a value of type `T` in a container: `inline constexpr BindingKey<Foo> FOO{"@app/foo"};`.
/// `T` may be an interface. The text is not copied: write a literal.
template <class T>
struct BindingKey {
  static_assert(std::is_same_v<T, std::remove_cvref_t<T>>,
                "ignis: a BindingKey names a plain type, without const and without a reference.");
  static_assert(!detail::IS_SMART_POINTER<T>,
                "ignis: a BindingKey names the object's type, not a pointer to it.");

  using type = T;

  constexpr explicit BindingKey(std::string_view keyName)
      : name(keyName), hash(detail::hashKey(keyName)) {}

  constexpr detail::KeyView view() const { return {name, hash, &detail::TypeOf<T>::info}; }

  std::string_view name;
  std::uint64_t hash;
};

}  // namespace ignis
