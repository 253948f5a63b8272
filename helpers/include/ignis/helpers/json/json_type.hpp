#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ignis {

class JsonIssues;
struct JsonType;

enum class JsonKind : std::uint8_t {
  BOOLEAN,
  INTEGER,
  NUMBER,
  STRING,
  ENUMERATION,
  OPTIONAL,
  LIST,
  MAP,
  TUPLE,
  STRUCT,
  ANY,
  BYTES,
};

/// One member of a described struct.
struct JsonMember {
  std::string_view name;
  const JsonType* type;
  void* (*address)(void* object);
  bool isRequired;
};

struct JsonEnumerator {
  std::string_view name;
  std::uint64_t value;
};

/// What the decoder has to know about one C++ type, with the type itself erased. Built at compile
/// time by `jsonTypeOf<T>()`; which members are set depends on `kind`.
struct JsonType {
  JsonKind kind = JsonKind::ANY;
  std::uint8_t size = 0;  ///< bytes of an INTEGER, NUMBER or ENUMERATION
  bool isSigned = false;  ///< of an INTEGER

  /// Gives the object the value it is constructed with.
  void (*reset)(void* object) = nullptr;

  /// OPTIONAL: engages it; LIST: appends an element. Both return the inner object.
  void* (*open)(void* object) = nullptr;
  /// LIST, MAP: removes all elements.
  void (*clear)(void* object) = nullptr;
  /// MAP: the fresh value of `key`, or null when too many keys share a hash bucket.
  void* (*insert)(void* object, std::string_view key) = nullptr;
  /// BOOLEAN without an address of its own (`std::vector<bool>`): takes the list itself.
  void (*storeBool)(void* object, bool value) = nullptr;
  /// OPTIONAL, LIST, MAP and TUPLE with elements of one type.
  const JsonType* element = nullptr;

  /// TUPLE.
  void* (*elementAt)(void* object, std::size_t index) = nullptr;
  std::size_t elementCount = 0;
  std::span<const JsonType* const> elements{};  ///< empty when `element` is the type of all

  /// STRUCT.
  std::span<const JsonMember> members{};
  std::span<const std::uint8_t> membersByName{};  ///< indices of `members`, sorted by name
  void (*validate)(const void* object, JsonIssues& issues) = nullptr;

  /// ENUMERATION.
  std::span<const JsonEnumerator> enumerators{};

  /// LIST that takes all remaining ones when it is the last of an event's arguments.
  bool isRest = false;

  const JsonType& elementType(std::size_t index) const {
    return elements.empty() ? *element : *elements[index];
  }
};

}  // namespace ignis
