#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text helpers for protocol names. They know ASCII only and ignore the locale.
namespace ignis::ascii {

constexpr char toLower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

inline std::string toLower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = toLower(c);
  return result;
}

/// Equality that ignores case.
constexpr bool iequals(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (toLower(a[i]) != toLower(b[i])) return false;
  }
  return true;
}

constexpr bool isSpace(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool isAlpha(char c) noexcept { return toLower(c) >= 'a' && toLower(c) <= 'z'; }
constexpr bool isAlphanumeric(char c) noexcept { return isAlpha(c) || isDigit(c); }

/// `text` without white space at either end.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ignis::ascii
