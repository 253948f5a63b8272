#include "socket/socket_io/engine/cookie.hpp"

#include <algorithm>

#include "ignis/helpers/common/ascii.hpp"
#include "network/http/http_token.hpp"

namespace ignis::socket_io {

namespace {

bool isAttributeValue(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F && c != ';'; });
}

bool isSameSite(std::string_view text) noexcept {
  return text.empty() || ascii::iequals(text, "lax") || ascii::iequals(text, "strict") ||
         ascii::iequals(text, "none");
}

/// `Lax`, as the original writes it.
std::string capitalized(std::string_view text) {
  std::string result = ascii::toLower(text);
  result.front() = static_cast<char>(result.front() - ('a' - 'A'));
  return result;
}

}  // namespace

std::string setCookieValue(const CookieOptions& options, std::string_view value) {
  std::string cookie = options.name;
  cookie.append("=").append(value);
  if (options.maxAge) {
    cookie.append("; Max-Age=").append(std::to_string(options.maxAge->count()));
  }
  if (!options.domain.empty()) {
    cookie.append("; Domain=").append(options.domain);
  }
  if (!options.path.empty()) {
    cookie.append("; Path=").append(options.path);
  }
  if (options.httpOnly) {
    cookie.append("; HttpOnly");
  }
  if (options.secure) {
    cookie.append("; Secure");
  }
  if (!options.sameSite.empty()) {
    cookie.append("; SameSite=").append(capitalized(options.sameSite));
  }
  return cookie;
}

bool isValidCookie(const CookieOptions& options) noexcept {
  return isHttpToken(options.name) && isAttributeValue(options.path) &&
         isAttributeValue(options.domain) && isSameSite(options.sameSite);
}

}  // namespace ignis::socket_io
