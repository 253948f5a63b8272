#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ignis {

/// Whether `text` is one JSON value (RFC 8259) as `JSON.parse` takes it, nested no deeper than
/// `maxDepth`, which is 64 at most. The text is valid UTF-8.
bool isValidJson(std::string_view text, std::size_t maxDepth) noexcept;

/// The size of the valid JSON value that `text` begins with, with the white space before it; 0 when
/// there is none. What follows is not looked at.
std::size_t validJsonSize(std::string_view text, std::size_t maxDepth) noexcept;

/// The size of the valid string, with its quotes, that `text` begins with; 0 when there is none.
/// `isPlain` tells whether what is between them stands for itself, without an escape.
std::size_t validJsonStringSize(std::string_view text, bool& isPlain) noexcept;

constexpr bool isJsonSpace(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The text from its first character that is not JSON white space.
constexpr std::string_view skipJsonSpace(std::string_view text) noexcept {
  while (!text.empty() && isJsonSpace(text.front())) {
    text.remove_prefix(1);
  }
  return text;
}

/// The end of the string that begins at `text`'s first character, a quote; `text` is valid JSON.
std::size_t jsonStringSize(std::string_view text) noexcept;

/// The content of a valid JSON string, which may use `scratch` for it. Unpaired surrogates become
/// U+FFFD.
std::string_view unescapeJsonString(std::string_view quoted, std::string& scratch);

/// Moves over the members of an object, or the elements of a list, without taking what is in them
/// apart.
class JsonWalker {
 public:
  struct Member {
    std::string_view key;    ///< with its quotes; empty in a list
    std::string_view value;  ///< JSON, without the white space around it
  };

  /// `text` is valid JSON and lives as long as the members do. Anything but an object or a list has
  /// no members.
  explicit JsonWalker(std::string_view text) noexcept;

  bool isObject() const noexcept { return isObject_; }
  bool isList() const noexcept { return isList_; }
  /// Nothing when all have been visited.
  std::optional<Member> next() noexcept;

 private:
  std::string_view rest_;  ///< from the next member on
  bool isObject_;
  bool isList_;
};

}  // namespace ignis
