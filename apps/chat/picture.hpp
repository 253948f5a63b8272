#pragma once

#include <optional>
#include <string_view>

namespace chat {

/// The media type of a picture by its first bytes: PNG, JPEG, GIF or WebP. Nothing for anything
/// else, SVG included, which may hold scripts.
std::optional<std::string_view> pictureTypeOf(std::string_view bytes) noexcept;

}  // namespace chat
