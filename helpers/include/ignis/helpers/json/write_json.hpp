#pragma once

#include "ignis/helpers/json/detail/json_traits.hpp"
#include "ignis/helpers/json/json_writer.hpp"
#include "ignis/helpers/json/raw_json.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ignis {

/// Writes a described struct or enumerator, string, number, bool, optional, vector, map, array,
/// pair, tuple, `Bytes`, `Json` or `RawJson`. Empty optionals are left out of structs and are
/// `null` elsewhere. A type of your own joins in with an overload of `writeJson` in its namespace.
template <class T>
void writeJson(JsonWriter& writer, const T& value);

inline void writeJson(JsonWriter& writer, const RawJson& json) { writer.raw(json.text); }

namespace json_detail {

template <class T, template <class...> class List, class... Descriptors>
void writeMembers(JsonWriter& writer, const T& value, List<Descriptors...>) {
  const auto writeMember = [&]<class Descriptor>(Descriptor) {
    constexpr const auto& text = MemberKey<T, Descriptor>::text;
    constexpr std::string_view key(text.data(), text.size());
    const auto& member = value.*Descriptor::pointer;
    if constexpr (isOptional<std::remove_cvref_t<decltype(member)>>) {
      if (member) {
        writer.memberKey(key);
        writeJson(writer, *member);
      }
    } else {
      writer.memberKey(key);
      writeJson(writer, member);
    }
  };
  (writeMember(Descriptors{}), ...);
}

template <class T, template <class...> class List, class... Descriptors>
void writeEnumerator(JsonWriter& writer, T value, List<Descriptors...>) {
  const bool isNamed =
      ((value == Descriptors::value && (writer.value(Descriptors::name), true)) || ...);
  if (!isNamed) {
    writer.value(static_cast<std::underlying_type_t<T>>(value));
  }
}

}  // namespace json_detail

template <class T>
void writeJson(JsonWriter& writer, const T& value) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool> || Integer<T> || Floating<T>) {
    writer.value(value);
  } else if constexpr (std::is_null_pointer_v<T>) {
    writer.null();
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    writer.value(std::string_view(value));
  } else if constexpr (requires { value.write(writer); }) {
    value.write(writer);
  } else if constexpr (DescribedEnum<T>) {
    writeEnumerator(writer, value, boost::describe::describe_enumerators<T>{});
  } else if constexpr (isOptional<T>) {
    if (value) {
      writeJson(writer, *value);
    } else {
      writer.null();
    }
  } else if constexpr (BinaryData<T>) {
    writer.value(std::span<const std::byte>(value));
  } else if constexpr (isVector<T> || isArray<T>) {
    writer.beginArray();
    for (const auto& element : value) {
      writeJson(writer, static_cast<const typename T::value_type&>(element));
    }
    writer.endArray();
  } else if constexpr (StringKeyedMap<T>) {
    writer.beginObject();
    for (const auto& [key, element] : value) {
      writer.key(key);
      writeJson(writer, element);
    }
    writer.endObject();
  } else if constexpr (TupleLike<T>) {
    writer.beginArray();
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      using std::get;
      (writeJson(writer, get<Index>(value)), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
    writer.endArray();
  } else if constexpr (DescribedStruct<T>) {
    writer.beginObject();
    writeMembers(writer, value, Members<T>{});
    writer.endObject();
  } else {
    static_assert(alwaysFalse<T>,
                  "this type cannot be written as JSON: describe it with BOOST_DESCRIBE_STRUCT or "
                  "BOOST_DESCRIBE_ENUM, or write an overload of writeJson");
  }
}

/// Appends to `out`. When it throws, `out` ends with the part that had been written. JsonWriter
/// says what `attachments` are.
template <class T>
void appendJson(std::string& out, const T& value, JsonWriter::Attachments* attachments = nullptr) {
  JsonWriter writer(out, attachments);
  writeJson(writer, value);
}

template <class T>
std::string toJson(const T& value) {
  std::string result;
  appendJson(result, value);
  return result;
}

}  // namespace ignis
