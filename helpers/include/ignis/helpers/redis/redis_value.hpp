#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ignis {

/// What a server answers (RESP2): nothing, an integer, text of any bytes, a list, or an error. What
/// keeps an answer from coming (`Connection is closed.`) is an error as well.
class RedisValue {
 public:
  using List = std::vector<RedisValue>;

  RedisValue() noexcept = default;
  RedisValue(std::int64_t number) noexcept : value_(number) {}
  RedisValue(std::string text) noexcept : value_(std::move(text)) {}
  RedisValue(List list) noexcept : value_(std::move(list)) {}
  static RedisValue error(std::string message);

  bool isNull() const noexcept { return std::holds_alternative<std::nullptr_t>(value_); }
  bool isInteger() const noexcept { return std::holds_alternative<std::int64_t>(value_); }
  bool isString() const noexcept { return std::holds_alternative<std::string>(value_); }
  bool isList() const noexcept { return std::holds_alternative<List>(value_); }
  bool isError() const noexcept { return std::holds_alternative<Error>(value_); }
  /// `null`, `integer`, `string`, `list` or `error`.
  std::string_view typeName() const noexcept;

  /// These throw an `ApplicationError` for anything else.
  std::int64_t asInteger() const;
  const std::string& asString() const;
  std::string takeString();
  List takeList();
  /// Empty unless it is a list.
  std::span<const RedisValue> elements() const noexcept;
  std::size_t size() const noexcept { return elements().size(); }
  /// Null unless it is a list that long.
  const RedisValue& operator[](std::size_t index) const noexcept;

  /// The text of an error (`WRONGTYPE Operation against a key …`); empty for anything else.
  const std::string& errorMessage() const noexcept;
  /// Throws an `ApplicationError` with that text.
  void throwIfError() const;

  friend bool operator==(const RedisValue& left, const RedisValue& right) = default;

 private:
  struct Error {
    std::string message;
    friend bool operator==(const Error&, const Error&) = default;
  };

  std::variant<std::nullptr_t, std::int64_t, std::string, List, Error> value_;
};

}  // namespace ignis
