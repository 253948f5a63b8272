#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;

RedisValue increaseBy(MemoryCall& call, std::int64_t step) {
  const std::string* const stored = call.keys.find<std::string>(call[1]);
  const std::int64_t before = stored == nullptr ? 0 : toInteger(*stored);
  std::int64_t after = 0;
  if (__builtin_add_overflow(before, step, &after)) {
    fail("ERR increment or decrement would overflow");
  }
  const auto text = call.keys.editOrCreate<std::string>(call[1]);
  *text = std::to_string(after);
  return after;
}

RedisValue increase(MemoryCall& call) { return increaseBy(call, 1); }
RedisValue decrease(MemoryCall& call) { return increaseBy(call, -1); }
RedisValue increaseByStep(MemoryCall& call) { return increaseBy(call, toInteger(call[2])); }

RedisValue decreaseByStep(MemoryCall& call) {
  const std::int64_t step = toInteger(call[2]);
  if (step == MIN_INTEGER) {
    fail("ERR decrement would overflow");
  }
  return increaseBy(call, -step);
}

long double toReal(std::string_view text) {
  long double value = 0;
  const std::string_view digits = text.substr(text.starts_with('+') ? 1 : 0);
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stop != end || std::isnan(value)) {
    fail("ERR value is not a valid float");
  }
  return value;
}

/// As Redis writes it: no exponent, no zeros at the end.
std::string toText(long double value) {
  std::string text = fmt::format("{:.17f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) {
    text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

RedisValue increaseByReal(MemoryCall& call) {
  const std::string* const stored = call.keys.find<std::string>(call[1]);
  const long double before = stored == nullptr ? 0 : toReal(*stored);
  const long double after = before + toReal(call[2]);
  if (!std::isfinite(after)) {
    fail("ERR increment would produce NaN or Infinity");
  }
  const auto text = call.keys.editOrCreate<std::string>(call[1]);
  *text = toText(after);
  return *text;
}

constexpr std::array COMMANDS{MemoryCommand{"incr", 2, MemoryUse::MORE, increase},
                              MemoryCommand{"decr", 2, MemoryUse::MORE, decrease},
                              MemoryCommand{"incrby", 3, MemoryUse::MORE, increaseByStep},
                              MemoryCommand{"decrby", 3, MemoryUse::MORE, decreaseByStep},
                              MemoryCommand{"incrbyfloat", 3, MemoryUse::MORE, increaseByReal}};

}  // namespace

std::span<const MemoryCommand> memoryCounterCommands() { return COMMANDS; }

}  // namespace ignis
