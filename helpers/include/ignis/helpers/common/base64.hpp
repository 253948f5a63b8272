#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ignis {

/// RFC 4648, section 4: the standard alphabet, padded.
std::string base64Encode(std::string_view bytes);

/// The bytes, or nothing: white space, missing padding and stray bits after the end are refused,
/// so that every value has exactly one encoding.
std::optional<std::string> base64Decode(std::string_view text);

}  // namespace ignis
