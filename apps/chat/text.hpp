#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chat {

/// Unicode code points of UTF-8 text.
std::size_t countCharacters(std::string_view text) noexcept;

/// `text` without white space at either end. Throws an `ApplicationError` (400) that names `what`
/// unless 1 to `maximum` characters are left, none of them a control character or an invisible one
/// that changes the direction of the text.
std::string cleanLine(std::string_view what, std::string_view text, std::size_t maximum);

/// Text of several lines as it came. Throws when there is nothing but white space, or more than
/// `maximum` characters.
std::string cleanText(std::string_view what, std::string_view text, std::size_t maximum);

/// SHA-256 in lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

}  // namespace chat
