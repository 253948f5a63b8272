#include "socket/socket_io/client/client_address.hpp"

#include <algorithm>
#include <array>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "network/client/proxy_environment.hpp"
#include "network/client/url.hpp"
#include "network/http/http_token.hpp"
#include "socket/socket_io/query.hpp"

namespace ignis::socket_io::client {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view CALLER = "resolveClientAddress";

/// Headers without which a request is another one, or none.
constexpr std::array<std::string_view, 9> OWN_HEADERS{"connection",
                                                      "content-length",
                                                      "host",
                                                      "transfer-encoding",
                                                      "upgrade",
                                                      "sec-websocket-extensions",
                                                      "sec-websocket-key",
                                                      "sec-websocket-protocol",
                                                      "sec-websocket-version"};

void require(bool isValid, std::string_view option, std::string_view rule) {
  if (!isValid) {
    throw getError({.message = "[checkClientOptions] Invalid option | option: " +
                               std::string(option) + " | rule: " + std::string(rule)});
  }
}

bool isPath(std::string_view text) {
  return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) {
           return c > ' ' && c < '\x7F' && c != '?' && c != '#';
         });
}

bool isHeaderValue(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7F';
  });
}

void checkHeaders(const std::map<std::string, std::string>& headers) {
  for (const auto& [name, value] : headers) {
    require(isHttpToken(name), "extraHeaders", "names without spaces and separators");
    require(std::find(OWN_HEADERS.begin(), OWN_HEADERS.end(), ascii::toLower(name)) ==
                OWN_HEADERS.end(),
            "extraHeaders." + name, "not there, the client sets this header");
    require(isHeaderValue(value), "extraHeaders." + name, "without line breaks");
  }
}

void checkTransports(const std::vector<std::string>& transports) {
  require(!transports.empty(), "transports", "at least one");
  for (auto transport = transports.begin(); transport != transports.end(); ++transport) {
    require(*transport == "polling" || *transport == "websocket", "transports",
            "polling and websocket");
    require(std::find(transports.begin(), transport, *transport) == transport, "transports",
            "each one once");
  }
}

/// Whether the scheme is one with TLS.
bool isSecure(const Url& url) {
  if (url.scheme.empty() || url.scheme == "https" || url.scheme == "wss") {
    return true;
  }
  if (url.scheme != "http" && url.scheme != "ws") {
    refuseUrl(CALLER, "the scheme is none of http, https, ws and wss");
  }
  return false;
}

/// As the original has it: one slash at the end is the option's, not the path's.
std::string requestPath(const ClientOptions& options) {
  std::string path = options.path;
  if (path.ends_with('/')) {
    path.pop_back();
  }
  return options.addTrailingSlash ? path + "/" : path;
}

}  // namespace

void checkClientOptions(const ClientOptions& options) {
  require(isPath(options.path), "path", "begins with / and has neither spaces nor a query");
  checkHeaders(options.extraHeaders);
  checkTransports(options.transports);
  require(!options.timestampRequests || !options.timestampParam.empty(), "timestampParam",
          "not empty");
  require(options.requestTimeout >= milliseconds{0}, "requestTimeout", "0 (none) or more");
  require(options.reconnectionDelay >= milliseconds{0}, "reconnectionDelay", "0 or more");
  require(options.reconnectionDelayMax >= milliseconds{0}, "reconnectionDelayMax", "0 or more");
  require(options.timeout >= milliseconds{0}, "timeout", "0 (none) or more");
  require(options.ackTimeout >= milliseconds{0}, "ackTimeout", "0 (none) or more");
  require(options.maxMessageBytes > 0, "maxMessageBytes", "more than 0");
  require(options.maxUnsentBytes > 0, "maxUnsentBytes", "more than 0");
}

ClientAddress resolveClientAddress(std::string_view url, const ClientOptions& options) {
  const Url parts = parseUrl(url, CALLER);
  const bool isTls = isSecure(parts);
  if (parts.host.empty()) {
    refuseUrl(CALLER, "the host is missing");
  }
  if (!parts.userinfo.empty()) {
    refuseUrl(CALLER, "user and password are not sent, use auth or extraHeaders");
  }
  ClientAddress address;
  ClientEndpoint& endpoint = address.endpoint;
  const std::uint16_t schemePort = isTls ? 443 : 80;
  endpoint.host = parts.host;
  endpoint.port = parts.port.value_or(schemePort);
  if (isTls) {
    endpoint.tls = TlsClientContext::shared(options.tls);
  }
  if (options.useProxyFromEnvironment) {
    endpoint.proxy = proxyFromEnvironment(parts.host, isTls);
  }
  address.hostHeader = formatAuthority(endpoint.host, endpoint.port);
  if (endpoint.port == schemePort) {
    address.hostHeader.erase(address.hostHeader.rfind(':'));
  }
  address.path = requestPath(options);
  address.query = options.query.empty() ? parseQuery(parts.query) : options.query;
  if (!parts.path.empty()) {
    address.nsp = parts.path;
  }
  return address;
}

}  // namespace ignis::socket_io::client
