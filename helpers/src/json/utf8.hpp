#pragma once

#include <cstddef>
#include <string_view>

namespace ignis::utf8 {

/// What stands at the head of some text that is not empty.
struct Sequence {
  std::size_t size;  ///< of the character, or of what one U+FFFD replaces
  bool isValid;
};

/// Classifies as the Encoding Standard does: an ill-formed sequence ends before the first byte that
/// cannot belong to it.
Sequence decode(std::string_view text) noexcept;

/// The offset of the first byte that no JSON text contains: one that is not UTF-8, or a control
/// character other than tab, line feed and carriage return. `npos` when there is none.
std::size_t findIllegalByte(std::string_view text) noexcept;

}  // namespace ignis::utf8
