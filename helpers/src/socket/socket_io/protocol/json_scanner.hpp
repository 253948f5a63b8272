#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// Whether `text` is one JSON value (RFC 8259) as `JSON.parse` takes it, nested no deeper than
/// `maxDepth`, which is 64 at most. The text is valid UTF-8.
bool isValidJson(std::string_view text, std::size_t maxDepth) noexcept;

/// The text from its first character that is not JSON white space.
std::string_view skipJsonSpace(std::string_view text) noexcept;

/// The end of the string that begins at `text`'s first character, a quote; `text` is valid JSON.
std::size_t jsonStringSize(std::string_view text) noexcept;

/// The content of a valid JSON string, which may use `scratch` for it. Unpaired surrogates become
/// U+FFFD.
std::string_view unescapeJsonString(std::string_view quoted, std::string& scratch);

}  // namespace ignis::socket_io
