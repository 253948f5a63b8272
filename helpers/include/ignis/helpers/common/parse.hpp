#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace ignis {

/// False for ``, `false` and `0` only, as in the original: `no` and `FALSE` are true.
constexpr bool toBoolean(std::string_view text) noexcept {
  return !text.empty() && text != "false" && text != "0";
}

/// The whole of `text` as a decimal number, or nothing: no white space, no `+`, no overflow.
template <std::integral T = std::int64_t>
std::optional<T> parseInteger(std::string_view text) noexcept {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

template <std::unsigned_integral T = std::uint64_t>
std::optional<T> parseUnsigned(std::string_view text) noexcept {
  return parseInteger<T>(text);
}

}  // namespace ignis
