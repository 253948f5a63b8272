#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ignis {

/// Binary data, as opposed to text: what JavaScript calls a Buffer.
using Bytes = std::vector<std::byte>;

inline std::string_view viewOf(std::span<const std::byte> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes bytesOf(std::string_view text) {
  const auto* const begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

}  // namespace ignis
