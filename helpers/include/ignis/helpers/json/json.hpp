#pragma once

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json_result.hpp"
#include "ignis/helpers/json/json_type_of.hpp"
#include "ignis/helpers/json/write_json.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ignis {

class JsonObject;

/// A JSON value of any type, for ad-hoc data. Objects keep the order of insertion. Integers are
/// kept exactly as 64-bit ones; other numbers are doubles. Binary values are bytes. A moved-from
/// value is null.
class Json {
 public:
  using Member = std::pair<std::string, Json>;

  /// Copying, comparing and writing deeper values throws an ApplicationError.
  static constexpr std::size_t MAX_DEPTH = JsonWriter::MAX_DEPTH;

  Json() noexcept : value_(nullptr) {}
  Json(std::nullptr_t) noexcept : value_(nullptr) {}
  Json(std::same_as<bool> auto boolean) noexcept : value_(boolean) {}
  template <json_detail::Integer T>
  Json(T number) noexcept : value_(toNumber(number)) {}
  template <std::floating_point T>
  Json(T number) noexcept : value_(static_cast<double>(number)) {}
  Json(std::string text) noexcept : value_(std::move(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(std::same_as<Bytes> auto bytes) noexcept : value_(std::move(bytes)) {}
  Json(const char* text) : value_(std::string(text)) {}

  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json array(std::initializer_list<Json> elements = {});
  static Json array(std::vector<Json> elements);
  static Json object(std::initializer_list<Member> members = {});

  /// Throws an ApplicationError (400) when malformed.
  static Json parse(std::string_view text, const JsonDecodeOptions& options = {});
  static std::optional<Json> tryParse(std::string_view text, const JsonDecodeOptions& options = {});

  /// The JSON of any value that `writeJson` takes, as a `Json`.
  template <class T>
  static Json from(const T& value) {
    std::string text;
    JsonWriter::Attachments attachments;
    appendJson(text, value, &attachments);
    return fromWritten(text, attachments);
  }

  bool isNull() const noexcept { return holds<std::nullptr_t>(); }
  bool isBool() const noexcept { return holds<bool>(); }
  bool isInteger() const noexcept { return holds<std::int64_t>() || holds<std::uint64_t>(); }
  bool isNumber() const noexcept { return isInteger() || holds<double>(); }
  bool isString() const noexcept { return holds<std::string>(); }
  bool isBytes() const noexcept { return holds<Bytes>(); }
  bool isArray() const noexcept { return holds<std::vector<Json>>(); }
  bool isObject() const noexcept { return holds<ObjectPointer>(); }
  /// `null`, `boolean`, `number`, `string`, `binary`, `array` or `object`.
  std::string_view typeName() const noexcept;

  /// Converts to any type that JSON decodes into; throws an ApplicationError (422) naming the path.
  template <class T>
  T as() const {
    T result{};
    decodeTo(jsonTypeOf<T>(), &result).throwIfFailed();
    return result;
  }
  JsonResult decodeTo(const JsonType& type, void* out) const;

  /// The text of a string; throws an ApplicationError for anything else.
  const std::string& asString() const;
  /// The number, as the nearest double; throws an ApplicationError for anything else.
  double asNumber() const;
  /// The bytes of a binary value; throws an ApplicationError for anything else.
  const Bytes& asBytes() const;

  /// Elements of an array or members of an object; 0 for anything else.
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  /// Empty unless it is an array.
  std::span<const Json> elements() const noexcept;
  std::span<Json> elements() noexcept;
  /// Empty unless it is an object.
  std::span<const Member> members() const noexcept;

  /// Null when it is no object or has no such member.
  const Json* find(std::string_view key) const noexcept;
  Json* find(std::string_view key) noexcept;
  bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }

  /// The member or element; throws an ApplicationError when there is none.
  const Json& at(std::string_view key) const;
  const Json& at(std::size_t index) const;

  /// As JavaScript reads it: null when there is none.
  const Json& operator[](std::string_view key) const noexcept;
  const Json& operator[](std::size_t index) const noexcept;
  /// The member, added when it is missing. Null becomes an object; anything else throws.
  Json& operator[](std::string_view key);
  /// Throws when there is no such element.
  Json& operator[](std::size_t index);

  /// Adds an element. Null becomes an array; anything else throws.
  Json& push(Json element);
  bool erase(std::string_view key);

  std::string dump() const;
  void appendTo(std::string& out) const;
  void write(JsonWriter& writer) const;

  /// Objects are equal whatever their order; an integer and a double are compared as doubles.
  friend bool operator==(const Json& left, const Json& right);

 private:
  struct ObjectDeleter {
    void operator()(JsonObject* object) const noexcept;
  };
  using ObjectPointer = std::unique_ptr<JsonObject, ObjectDeleter>;
  static ObjectPointer makeObject();

  template <class T>
  bool holds() const noexcept {
    return std::holds_alternative<T>(value_);
  }
  template <class T>
  static auto toNumber(T number) noexcept {
    if constexpr (std::is_signed_v<T>) {
      return static_cast<std::int64_t>(number);
    } else {
      return static_cast<std::uint64_t>(number);
    }
  }
  static Json fromWritten(std::string_view text, const JsonWriter::Attachments& attachments);
  static bool areEqual(const Json& left, const Json& right, std::size_t depth);
  void copyFrom(const Json& other, std::size_t depth);
  void release() noexcept;

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Bytes,
               std::vector<Json>, ObjectPointer>
      value_;

  friend class JsonObject;
  friend class JsonTreeReader;
};

}  // namespace ignis
