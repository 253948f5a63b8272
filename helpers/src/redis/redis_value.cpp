#include "ignis/helpers/redis/redis_value.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"

namespace ignis {

namespace {

const std::string NO_MESSAGE;
const RedisValue NO_VALUE;

}  // namespace

RedisValue RedisValue::error(std::string message) {
  RedisValue value;
  value.value_ = Error{.message = std::move(message)};
  return value;
}

std::string_view RedisValue::typeName() const noexcept {
  constexpr std::string_view NAMES[] = {"null", "integer", "string", "list", "error"};
  return NAMES[value_.index()];
}

namespace {

[[noreturn]] void refuse(std::string_view wanted, std::string_view found) {
  throw getError({.message = "[RedisValue] The reply is not of the expected type | expected: " +
                             std::string(wanted) + " | received: " + std::string(found)});
}

}  // namespace

std::int64_t RedisValue::asInteger() const {
  throwIfError();
  if (const auto* const number = std::get_if<std::int64_t>(&value_)) {
    return *number;
  }
  refuse("integer", typeName());
}

const std::string& RedisValue::asString() const {
  throwIfError();
  if (const auto* const text = std::get_if<std::string>(&value_)) {
    return *text;
  }
  refuse("string", typeName());
}

std::string RedisValue::takeString() { return std::move(const_cast<std::string&>(asString())); }

RedisValue::List RedisValue::takeList() {
  throwIfError();
  if (auto* const list = std::get_if<List>(&value_)) {
    return std::move(*list);
  }
  refuse("list", typeName());
}

std::span<const RedisValue> RedisValue::elements() const noexcept {
  if (const auto* const list = std::get_if<List>(&value_)) {
    return *list;
  }
  return {};
}

const RedisValue& RedisValue::operator[](std::size_t index) const noexcept {
  const auto list = elements();
  return index < list.size() ? list[index] : NO_VALUE;
}

const std::string& RedisValue::errorMessage() const noexcept {
  const auto* const error = std::get_if<Error>(&value_);
  return error != nullptr ? error->message : NO_MESSAGE;
}

void RedisValue::throwIfError() const {
  if (isError()) {
    throw getError({.message = errorMessage()});
  }
}

}  // namespace ignis
