#pragma once

#include "ignis/helpers/json/detail/json_traits.hpp"
#include "ignis/helpers/json/json_issue.hpp"
#include "ignis/helpers/json/json_type.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ignis {

class Json;
struct JsonArguments;

namespace json_detail {

/// Declared apart from its definition, so that recursive types can point at themselves.
template <class T>
struct TypeHolder {
  static const JsonType value;
};

template <class T>
void reset(void* object) {
  *static_cast<T*>(object) = T{};
}

template <class T>
void clear(void* object) {
  static_cast<T*>(object)->clear();
}

template <class T>
void* emplaceOptional(void* object) {
  auto& optional = *static_cast<T*>(object);
  return optional ? &*optional : &optional.emplace();
}

template <class T>
void* appendElement(void* object) {
  return &static_cast<T*>(object)->emplace_back();
}

/// A stranger who knows the standard hash can put all keys into one bucket; chance cannot.
inline constexpr std::size_t MAX_BUCKET_SIZE = 64;

template <class T>
void* insertKey(void* object, std::string_view key) {
  auto& map = *static_cast<T*>(object);
  const auto [entry, isNew] = map.try_emplace(std::string(key));
  if (!isNew) {
    entry->second = typename T::mapped_type{};
  }
  if constexpr (HashedMap<T>) {
    if (isNew && map.size() > MAX_BUCKET_SIZE &&
        map.bucket_size(map.bucket(entry->first)) > MAX_BUCKET_SIZE) {
      map.erase(entry);
      return nullptr;
    }
  }
  return &entry->second;
}

template <class T, auto Pointer>
void* memberAddress(void* object) {
  return &(static_cast<T*>(object)->*Pointer);
}

template <class T>
void* arrayElement(void* object, std::size_t index) {
  return &(*static_cast<T*>(object))[index];
}

template <class T, std::size_t... Index>
void* tupleElement(void* object, std::size_t index, std::index_sequence<Index...>) {
  using std::get;
  auto& tuple = *static_cast<T*>(object);
  void* result = nullptr;
  ((Index == index ? static_cast<void>(result = &get<Index>(tuple)) : void()), ...);
  return result;
}

template <class T>
struct StructInfo;

template <class T, template <class...> class List, class... Descriptors>
consteval auto structMembers(List<Descriptors...>) {
  return std::array<JsonMember, sizeof...(Descriptors)>{JsonMember{
      .name = memberName<T, Descriptors>(),
      .type = &TypeHolder<
          std::remove_cvref_t<decltype(std::declval<T&>().*Descriptors::pointer)>>::value,
      .address = &memberAddress<T, Descriptors::pointer>,
      .isRequired =
          !isOptional<std::remove_cvref_t<decltype(std::declval<T&>().*Descriptors::pointer)>> &&
          !std::is_same_v<std::remove_cvref_t<decltype(std::declval<T&>().*Descriptors::pointer)>,
                          Json> &&
          !isListedOptional<T>(Descriptors::name)}...};
}

template <class T>
struct StructInfo {
  static constexpr auto members = structMembers<T>(Members<T>{});
  static_assert(members.size() <= 64, "a struct read from JSON has 64 members at most");

  static constexpr auto byName = [] {
    std::array<std::uint8_t, members.size()> order{};
    for (std::size_t i = 0; i < order.size(); ++i) {
      std::size_t at = i;
      for (; at > 0 && members[i].name < members[order[at - 1]].name; --at) {
        order[at] = order[at - 1];
      }
      order[at] = static_cast<std::uint8_t>(i);
    }
    return order;
  }();
};

template <class T>
void validateObject(const void* object, JsonIssues& issues) {
  static_cast<const T*>(object)->validate(issues);
}

template <class T, template <class...> class List, class... Descriptors>
consteval auto enumeratorList(List<Descriptors...>) {
  return std::array<JsonEnumerator, sizeof...(Descriptors)>{
      JsonEnumerator{Descriptors::name, static_cast<std::uint64_t>(Descriptors::value)}...};
}

template <class T>
struct EnumInfo {
  static constexpr auto enumerators = enumeratorList<T>(boost::describe::describe_enumerators<T>{});
};

template <class T, class = std::make_index_sequence<std::tuple_size_v<T>>>
struct TupleInfo;

template <class T, std::size_t... Index>
struct TupleInfo<T, std::index_sequence<Index...>> {
  static constexpr std::array<const JsonType*, sizeof...(Index)> elements{
      &TypeHolder<std::tuple_element_t<Index, T>>::value...};
  static void* at(void* object, std::size_t index) {
    return tupleElement<T>(object, index, std::index_sequence<Index...>{});
  }
};

/// The elements of `std::vector<bool>` have no address: they are pushed by value.
struct BitList {
  static void push(void* object, bool value) {
    static_cast<std::vector<bool>*>(object)->push_back(value);
  }
  static void* self(void* object) { return object; }
};
inline constexpr JsonType BIT_TYPE{.kind = JsonKind::BOOLEAN, .storeBool = &BitList::push};

template <class T>
consteval JsonType makeJsonType() {
  JsonType type{.reset = &reset<T>};
  if constexpr (std::is_same_v<T, bool>) {
    type.kind = JsonKind::BOOLEAN;
  } else if constexpr (Integer<T>) {
    type.kind = JsonKind::INTEGER;
    type.size = sizeof(T);
    type.isSigned = std::is_signed_v<T>;
  } else if constexpr (Floating<T>) {
    type.kind = JsonKind::NUMBER;
    type.size = sizeof(T);
  } else if constexpr (std::is_same_v<T, std::string>) {
    type.kind = JsonKind::STRING;
  } else if constexpr (std::is_same_v<T, Json>) {
    type.kind = JsonKind::ANY;
  } else if constexpr (DescribedEnum<T>) {
    type.kind = JsonKind::ENUMERATION;
    type.size = sizeof(T);
    type.enumerators = EnumInfo<T>::enumerators;
  } else if constexpr (isOptional<T>) {
    type.kind = JsonKind::OPTIONAL;
    type.open = &emplaceOptional<T>;
    type.element = &TypeHolder<typename T::value_type>::value;
  } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
    type.kind = JsonKind::LIST;
    type.open = &BitList::self;
    type.clear = &clear<T>;
    type.element = &BIT_TYPE;
  } else if constexpr (std::is_same_v<T, Bytes>) {
    type.kind = JsonKind::BYTES;
  } else if constexpr (std::is_same_v<T, JsonArguments>) {
    type.kind = JsonKind::LIST;
    type.open = &appendElement<T>;
    type.clear = &clear<T>;
    type.element = &TypeHolder<Json>::value;
    type.isRest = true;
  } else if constexpr (isVector<T>) {
    type.kind = JsonKind::LIST;
    type.open = &appendElement<T>;
    type.clear = &clear<T>;
    type.element = &TypeHolder<typename T::value_type>::value;
  } else if constexpr (StringKeyedMap<T>) {
    type.kind = JsonKind::MAP;
    type.clear = &clear<T>;
    type.insert = &insertKey<T>;
    type.element = &TypeHolder<typename T::mapped_type>::value;
  } else if constexpr (isArray<T>) {
    type.kind = JsonKind::TUPLE;
    type.elementAt = &arrayElement<T>;
    type.elementCount = std::tuple_size_v<T>;
    type.element = &TypeHolder<typename T::value_type>::value;
  } else if constexpr (TupleLike<T>) {
    type.kind = JsonKind::TUPLE;
    type.elementAt = &TupleInfo<T>::at;
    type.elementCount = std::tuple_size_v<T>;
    type.elements = TupleInfo<T>::elements;
  } else if constexpr (DescribedStruct<T>) {
    type.kind = JsonKind::STRUCT;
    type.members = StructInfo<T>::members;
    type.membersByName = StructInfo<T>::byName;
    if constexpr (requires(const T& object, JsonIssues& issues) { object.validate(issues); }) {
      type.validate = &validateObject<T>;
    }
  } else {
    static_assert(alwaysFalse<T>,
                  "this type cannot be read from JSON: describe it with BOOST_DESCRIBE_STRUCT or "
                  "BOOST_DESCRIBE_ENUM, or use ignis::Json");
  }
  return type;
}

template <class T>
constinit const JsonType TypeHolder<T>::value = makeJsonType<T>();

}  // namespace json_detail

/// The description of `T` that decoders work from: constant data, shared by all threads.
template <class T>
const JsonType& jsonTypeOf() {
  return json_detail::TypeHolder<std::remove_cvref_t<T>>::value;
}

}  // namespace ignis
