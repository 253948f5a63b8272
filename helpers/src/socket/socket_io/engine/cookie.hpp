#pragma once

#include <string>
#include <string_view>

#include "ignis/helpers/socket/socket_io/engine/engine_options.hpp"

namespace ignis::socket_io {

/// The value of a `Set-Cookie` header (RFC 6265 section 4.1).
std::string setCookieValue(const CookieOptions& options, std::string_view value);

/// Whether every part of it can be written without breaking out of its place.
bool isValidCookie(const CookieOptions& options) noexcept;

}  // namespace ignis::socket_io
