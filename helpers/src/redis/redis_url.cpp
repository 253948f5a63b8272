#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"
#include "network/client/url.hpp"

namespace ignis {

namespace {

constexpr std::string_view CALLER = "parseRedisUrl";

[[noreturn]] void refuse(std::string_view what) { refuseUrl(CALLER, what); }

std::string decoded(std::string_view text) {
  std::optional<std::string> plain = percentDecoded(text);
  if (!plain) {
    refuse("a percent sign without two digits");
  }
  return *std::move(plain);
}

}  // namespace

RedisHelperOptions parseRedisUrl(std::string_view url, std::string name) {
  if (url.find_first_of("?#") != std::string_view::npos) {
    refuse("parameters are not supported");
  }
  const Url parts = parseUrl(url, CALLER);
  RedisHelperOptions options{.name = std::move(name)};
  if (parts.scheme == "rediss") {
    options.tls.emplace();
  } else if (parts.scheme != "redis") {
    refuse("it begins with neither redis:// nor rediss://");
  }
  const std::string_view login = parts.userinfo;
  const std::size_t colon = login.find(':');
  if (colon != std::string_view::npos) {
    options.user = decoded(login.substr(0, colon));
  }
  options.password = decoded(login.substr(colon + 1));  // a login without a colon is the password
  if (!parts.host.empty()) {
    options.host = parts.host;
  }
  options.port = parts.port.value_or(options.port);
  if (parts.path.size() > 1) {
    const auto database = parseUnsigned<std::uint32_t>(std::string_view(parts.path).substr(1));
    if (!database) {
      refuse("the database");
    }
    options.database = *database;
  }
  return options;
}

}  // namespace ignis
