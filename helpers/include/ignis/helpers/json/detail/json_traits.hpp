#pragma once

#include "ignis/helpers/common/bytes.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ignis::json_detail {

template <class T>
inline constexpr bool alwaysFalse = false;

template <class T>
concept Character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !Character<T> && sizeof(T) <= 8;

template <class T>
concept Floating = std::same_as<T, float> || std::same_as<T, double>;

template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;

template <class T>
concept BinaryData = std::same_as<T, Bytes> || std::same_as<T, std::span<const std::byte>> ||
    std::same_as<T, std::span<std::byte>>;

template <class T>
inline constexpr bool isVector = false;
template <class T, class A>
inline constexpr bool isVector<std::vector<T, A>> = true;

template <class T>
inline constexpr bool isArray = false;
template <class T, std::size_t N>
inline constexpr bool isArray<std::array<T, N>> = true;

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// `std::map`, `std::unordered_map` and their like, with string keys; none of their headers needed.
template <class T>
concept StringKeyedMap = requires(T map, std::string key) {
  typename T::mapped_type;
  requires std::same_as<typename T::key_type, std::string>;
  map.try_emplace(key);
  map.clear();
};

template <class T>
concept HashedMap = requires(const T map, const typename T::key_type& key) {
  map.bucket_size(map.bucket(key));
};

/// `std::pair` and `std::tuple`.
template <class T>
concept TupleLike = !isArray<T> && requires {
  std::tuple_size<T>::value;
};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

/// The JSON name of a member: its C++ name unless `T::jsonNames` lists another one.
template <class T, class Descriptor>
consteval std::string_view memberName() {
  const std::string_view name = Descriptor::name;
  if constexpr (requires { T::jsonNames; }) {
    for (const auto& [member, jsonName] : T::jsonNames) {
      if (std::string_view(member) == name) {
        return jsonName;
      }
    }
  }
  return name;
}

/// `,"name":`, ready to be copied into the output.
template <class T, class Descriptor>
struct MemberKey {
  static constexpr std::string_view name = memberName<T, Descriptor>();
  static constexpr auto text = [] {
    std::array<char, name.size() + 4> result{};
    std::size_t at = 0;
    result[at++] = ',';
    result[at++] = '"';
    for (const char character : name) {
      if (static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\') {
        throw "a name in jsonNames needs escaping, which is not supported";
      }
      result[at++] = character;
    }
    result[at++] = '"';
    result[at++] = ':';
    return result;
  }();
};

/// Whether a member may be absent without being a `std::optional`.
template <class T>
consteval bool isListedOptional(std::string_view member) {
  if constexpr (requires { T::optionalMembers; }) {
    for (const std::string_view name : T::optionalMembers) {
      if (name == member) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace ignis::json_detail
