#include "network/client/proxy_environment.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "network/client/url.hpp"

namespace ignis {

namespace {

constexpr std::string_view CALLER = "proxyFromEnvironment";
/// curl's.
constexpr std::uint16_t DEFAULT_PROXY_PORT = 1080;

struct Variable {
  const char* name = "";
  std::string value{};
};

/// The first of `names` that is set.
template <std::size_t Count>
Variable firstOf(const char* const (&names)[Count]) {
  for (const char* const name : names) {
    if (std::string value = Environment::variable(name); !value.empty()) {
      return {.name = name, .value = std::move(value)};
    }
  }
  return {};
}

Variable proxyVariable(bool isTls) {
  return isTls ? firstOf({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
               : firstOf({"http_proxy", "all_proxy", "ALL_PROXY"});
}

bool isAddress(std::string_view host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

/// Whether `host` is what `entry` names, or in that domain.
bool matches(std::string_view host, std::string_view entry) {
  if (entry == "*") {
    return true;
  }
  if (entry.starts_with('[') && entry.ends_with(']')) {
    entry = entry.substr(1, entry.size() - 2);
  }
  if (entry.starts_with('.')) {
    entry.remove_prefix(1);
  }
  if (entry.ends_with('.')) {
    entry.remove_suffix(1);
  }
  if (entry.empty() || host.size() < entry.size()) {
    return false;
  }
  const std::string_view domain = host.substr(host.size() - entry.size());
  return ascii::iequals(domain, entry) &&
         (host.size() == entry.size() ||
          (host[host.size() - entry.size() - 1] == '.' && !isAddress(host)));
}

bool isExcepted(std::string_view host) {
  constexpr std::string_view SEPARATORS = ", \t";
  const Variable exceptions = firstOf({"no_proxy", "NO_PROXY"});
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  std::string_view rest = exceptions.value;
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find_first_of(SEPARATORS));
    if (matches(host, entry)) {
      return true;
    }
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
  }
  return false;
}

/// RFC 7617; empty without credentials.
std::string basicAuthorization(const Url& url) {
  if (url.userinfo.empty()) {
    return {};
  }
  const std::size_t colon = url.userinfo.find(':');
  const auto user = percentDecoded(std::string_view(url.userinfo).substr(0, colon));
  const auto password = colon == std::string::npos
                            ? std::optional<std::string>("")
                            : percentDecoded(std::string_view(url.userinfo).substr(colon + 1));
  if (!user || !password) {
    refuseUrl(CALLER, "a percent sign without two digits");
  }
  return "Basic " + base64Encode(*user + ":" + *password);
}

ProxyEndpoint parseProxy(const std::string& value) {
  const Url url = parseUrl(value, CALLER);
  if (!url.scheme.empty() && url.scheme != "http") {
    refuseUrl(CALLER, "the scheme, only http:// can be used");
  }
  if (url.host.empty()) {
    refuseUrl(CALLER, "the host");
  }
  return {.host = url.host,
          .port = url.port.value_or(DEFAULT_PROXY_PORT),
          .authorization = basicAuthorization(url)};
}

}  // namespace

std::optional<ProxyEndpoint> proxyFromEnvironment(std::string_view host, bool isTls) {
  const Variable variable = proxyVariable(isTls);
  if (variable.value.empty() || isExcepted(host)) {
    return std::nullopt;
  }
  try {
    return parseProxy(variable.value);
  } catch (const ApplicationError& error) {
    throw getError({.message = std::string(error.what()) + " | variable: " + variable.name +
                               " | cure: change it, or do not use the proxies of the environment"});
  }
}

}  // namespace ignis
