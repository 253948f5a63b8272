#pragma once

#include <string_view>

namespace ignis {

/// Redis's globs: `*`, `?`, `[abc]`, `[^a-z]`, and `\` before a character that is meant literally.
/// Takes at most pattern × text steps, whatever strangers subscribe to.
bool matchesGlob(std::string_view pattern, std::string_view text) noexcept;

}  // namespace ignis
