#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignis {

/// The parts of a URL with an authority (RFC 3986 section 3); its fragment is left out.
struct Url {
  std::string scheme{};                 ///< in lower case; empty when the URL has none
  std::string userinfo{};               ///< still encoded
  std::string host{};                   ///< in lower case, IPv6 without brackets; may be empty
  std::optional<std::uint16_t> port{};  ///< never 0
  std::string path{};                   ///< still encoded; empty or from the `/` on
  std::string query{};                  ///< still encoded
};

/// Throws an `ApplicationError` in the name of `caller` that says where the URL is wrong, not what
/// is there: any part of a damaged URL may be the password.
Url parseUrl(std::string_view text, std::string_view caller);

/// How `parseUrl` refuses, for those who know more about a URL.
[[noreturn]] void refuseUrl(std::string_view caller, std::string_view what);

/// `host:port` as it is written in URLs and headers: IPv6 in brackets.
std::string formatAuthority(std::string_view host, std::uint16_t port);

/// `text` without its percent escapes, or nothing when an escape is malformed.
std::optional<std::string> percentDecoded(std::string_view text);

/// Escapes all that JavaScript's `encodeURIComponent` does.
std::string encodeUriComponent(std::string_view text);

}  // namespace ignis
