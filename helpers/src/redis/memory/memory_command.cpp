#include "redis/memory/memory_command.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"

namespace ignis::memory_command {

void fail(std::string message) { throw getError({.message = std::move(message)}); }

void failSyntax() { fail("ERR syntax error"); }

void failArity(std::string_view command) {
  fail("ERR wrong number of arguments for '" + std::string(command) + "' command");
}

RedisValue ok() { return std::string("OK"); }

RedisValue toReply(std::size_t count) { return static_cast<std::int64_t>(count); }

RedisValue toReply(std::string_view text) { return std::string(text); }

RedisValue toReply(const std::string* text) { return text == nullptr ? RedisValue() : *text; }

std::optional<std::int64_t> parseInteger(std::string_view text) {
  const bool isNegative = text.starts_with('-');
  const std::string_view digits = text.substr(isNegative ? 1 : 0);
  if (digits.starts_with('0') && text != "0") {
    return std::nullopt;
  }
  return ignis::parseInteger(text);
}

std::int64_t toInteger(std::string_view text) {
  const std::optional<std::int64_t> value = parseInteger(text);
  if (!value) {
    fail("ERR value is not an integer or out of range");
  }
  return *value;
}

std::size_t toCount(std::string_view text) {
  const std::optional<std::int64_t> value = parseInteger(text);
  if (!value || *value < 0) {
    fail("ERR value is out of range, must be positive");
  }
  return static_cast<std::size_t>(*value);
}

bool isOption(std::string_view argument, std::string_view name) {
  return ascii::iequals(argument, name);
}

MemoryKeyspace::Milliseconds toDeadline(const MemoryCall& call, std::string_view text,
                                        TimeUnit unit, TimeBase base, std::string_view command) {
  constexpr std::int64_t PER_SECOND = 1000;
  std::int64_t value = toInteger(text);
  if (value <= 0 || (unit == TimeUnit::SECONDS && value > MAX_INTEGER / PER_SECOND)) {
    failExpiry(command);
  }
  value *= unit == TimeUnit::SECONDS ? PER_SECOND : 1;
  const std::int64_t wall = wallMilliseconds(call.time);
  if (base == TimeBase::EPOCH) {
    value -= wall;
  } else if (value > MAX_INTEGER - wall) {
    failExpiry(command);
  }
  return call.time.steady + std::chrono::milliseconds(value);
}

void failExpiry(std::string_view command) {
  fail("ERR invalid expire time in '" + std::string(command) + "' command");
}

std::int64_t wallMilliseconds(const MemoryTime& time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.wall).count();
}

Range toRange(std::int64_t start, std::int64_t stop, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  start = std::max<std::int64_t>(start < 0 ? start + length : start, 0);
  stop = std::min(stop < 0 ? stop + length : stop, length - 1);
  if (start > stop) {
    return {.first = 0, .count = 0};
  }
  return {.first = static_cast<std::size_t>(start),
          .count = static_cast<std::size_t>(stop - start + 1)};
}

}  // namespace ignis::memory_command
