#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignis {

enum class ZlibFormat : std::uint8_t {
  ZLIB,  ///< RFC 1950
  GZIP   ///< RFC 1952
};

/// The text as one stream, at the default level; empty when zlib has no memory for it.
std::string deflateText(std::string_view text, ZlibFormat format);

/// The content of one RFC 1950 stream, which has to be complete; nothing when it is damaged or
/// longer than `maxBytes`.
std::optional<std::string> inflateText(std::string_view stream, std::size_t maxBytes);

}  // namespace ignis
