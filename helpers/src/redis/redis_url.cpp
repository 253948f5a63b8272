#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"

namespace ignis {

namespace {

/// Says where, not what: any part of a damaged URL may be the password.
[[noreturn]] void refuse(std::string_view what) {
  throw getError(
      {.message = "[parseRedisUrl] The URL makes no sense | what: " + std::string(what)});
}

/// RFC 3986 section 2.1.
std::string percentDecoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    unsigned char byte = 0;
    const char* const end = text.data() + 3;
    if (text.size() < 3 || std::from_chars(text.data() + 1, end, byte, 16).ptr != end) {
      refuse("a percent sign without two digits");
    }
    decoded.push_back(static_cast<char>(byte));
    text.remove_prefix(3);
  }
  return decoded;
}

/// What comes before `separator`, which is removed with it; nothing when there is none.
std::string_view takeUntil(std::string_view& text, std::size_t separator) {
  if (separator == std::string_view::npos) {
    return {};
  }
  const std::string_view before = text.substr(0, separator);
  text.remove_prefix(separator + 1);
  return before;
}

void parseHost(std::string_view text, RedisHelperOptions& options) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) {
      refuse("a bracket that is not closed");
    }
    port = text.substr(end + 1);
    text = text.substr(1, end - 1);
  } else {
    const std::size_t colon = text.find(':');
    port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    text = text.substr(0, colon);
  }
  if (!text.empty()) {
    options.host = text;
  }
  if (!port.empty()) {
    const auto number = parseUnsigned<std::uint16_t>(port.substr(1));
    if (port.front() != ':' || !number || *number == 0) {
      refuse("the port");
    }
    options.port = *number;
  }
}

}  // namespace

RedisHelperOptions parseRedisUrl(std::string_view url, std::string name) {
  RedisHelperOptions options{.name = std::move(name)};
  if (url.starts_with("rediss://")) {
    options.tls.emplace();
  } else if (!url.starts_with("redis://")) {
    refuse("it begins with neither redis:// nor rediss://");
  }
  url.remove_prefix(url.find("//") + 2);
  if (url.find_first_of("?#") != std::string_view::npos) {
    refuse("parameters are not supported");
  }

  std::string_view database;
  if (const std::size_t slash = url.find('/'); slash != std::string_view::npos) {
    database = url.substr(slash + 1);
    url = url.substr(0, slash);
  }
  std::string_view login = takeUntil(url, url.rfind('@'));
  options.user = percentDecoded(takeUntil(login, login.find(':')));
  options.password = percentDecoded(login);
  parseHost(url, options);
  if (!database.empty()) {
    const auto number = parseUnsigned<std::uint32_t>(database);
    if (!number) {
      refuse("the database");
    }
    options.database = *number;
  }
  return options;
}

}  // namespace ignis
