#pragma once

#include <cstdint>
#include <string_view>

namespace ignis {

/// Checks UTF-8 (RFC 3629) as it arrives, across any cuts.
class Utf8Validator {
 public:
  /// False as soon as no continuation can make the text valid.
  bool feed(std::string_view bytes) noexcept;
  /// Whether what was fed ends at a character.
  bool isComplete() const noexcept { return state_ == 0; }
  void reset() noexcept { state_ = 0; }

 private:
  std::uint32_t state_ = 0;
};

/// Whether the whole text is valid UTF-8.
bool isValidUtf8(std::string_view text) noexcept;

}  // namespace ignis
