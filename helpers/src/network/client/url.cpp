#include "network/client/url.hpp"

#include <algorithm>
#include <charconv>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"

namespace ignis {

namespace {

constexpr std::string_view SCHEME_END = "://";

/// What comes before the first of `separators`; `text` begins with the separator afterwards.
std::string_view takeUntil(std::string_view& text, std::string_view separators) {
  const std::string_view before = text.substr(0, text.find_first_of(separators));
  text.remove_prefix(before.size());
  return before;
}

bool isSchemeCharacter(char c) {
  return ascii::isAlphanumeric(c) || c == '+' || c == '-' || c == '.';
}

bool isControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

/// Whatever can be in a name, an address or a zone (`fe80::1%eth0`) and nothing that a header or a
/// log line could be broken with.
bool isHostCharacter(char c) {
  return ascii::isAlphanumeric(c) || std::string_view("-._~%").find(c) != std::string_view::npos;
}

void parseHost(std::string_view text, Url& url, std::string_view caller) {
  const bool isBracketed = text.starts_with('[');
  std::string_view host = text;
  if (isBracketed) {
    host = takeUntil(text, "]");
    if (text.empty()) {
      refuseUrl(caller, "a bracket that is not closed");
    }
    host.remove_prefix(1);
    text.remove_prefix(1);
  } else {
    host = takeUntil(text, ":");
  }
  if ((isBracketed && host.empty()) || !std::all_of(host.begin(), host.end(), [&](char c) {
        return isHostCharacter(c) || (isBracketed && c == ':');
      })) {
    refuseUrl(caller, "the host");
  }
  url.host = ascii::toLower(host);
  if (!text.empty()) {
    url.port = parseUnsigned<std::uint16_t>(text.substr(1));
    if (text.front() != ':' || !url.port || *url.port == 0) {
      refuseUrl(caller, "the port");
    }
  }
}

}  // namespace

void refuseUrl(std::string_view caller, std::string_view what) {
  throw getError({.message = "[" + std::string(caller) +
                             "] The URL makes no sense | what: " + std::string(what)});
}

Url parseUrl(std::string_view text, std::string_view caller) {
  Url url;
  const auto end = std::find_if_not(text.begin(), text.end(), isSchemeCharacter);
  const auto schemeSize = static_cast<std::size_t>(end - text.begin());
  if (text.substr(schemeSize).starts_with(SCHEME_END)) {
    url.scheme = ascii::toLower(text.substr(0, schemeSize));
    text.remove_prefix(schemeSize + SCHEME_END.size());
  }
  std::string_view authority = takeUntil(text, "/?#");
  url.path = takeUntil(text, "?#");
  url.query = takeUntil(text, "#");
  if (!url.query.empty()) {
    url.query.erase(0, 1);
  }
  if (std::any_of(url.path.begin(), url.path.end(), isControl) ||
      std::any_of(url.query.begin(), url.query.end(), isControl)) {
    refuseUrl(caller, "a control character");
  }
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  parseHost(authority, url, caller);
  return url;
}

std::string formatAuthority(std::string_view host, std::uint16_t port) {
  const bool isIpv6 = host.find(':') != std::string_view::npos;
  std::string text(isIpv6 ? "[" : "");
  return text.append(host).append(isIpv6 ? "]:" : ":").append(std::to_string(port));
}

std::optional<std::string> percentDecoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    if (text.size() < 3) {
      return std::nullopt;
    }
    unsigned char byte = 0;
    const char* const end = text.data() + 3;
    if (std::from_chars(text.data() + 1, end, byte, 16).ptr != end) {
      return std::nullopt;
    }
    decoded.push_back(static_cast<char>(byte));
    text.remove_prefix(3);
  }
  return decoded;
}

std::string encodeUriComponent(std::string_view text) {
  constexpr std::string_view DIGITS = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (ascii::isAlphanumeric(c) ||
        std::string_view("-_.!~*'()").find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', DIGITS[byte >> 4U], DIGITS[byte & 0xFU]});
    }
  }
  return encoded;
}

}  // namespace ignis
