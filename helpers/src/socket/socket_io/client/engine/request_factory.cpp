#include "socket/socket_io/client/engine/request_factory.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/random.hpp"
#include "network/client/url.hpp"

namespace ignis::socket_io::client {

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers::iterator findHeader(Headers& headers, std::string_view name) {
  return std::find_if(headers.begin(), headers.end(),
                      [&](const auto& header) { return ascii::iequals(header.first, name); });
}

/// Adds a header that the options may replace.
void addDefault(Headers& headers, std::string_view name, std::string_view value) {
  if (findHeader(headers, name) == headers.end()) {
    headers.emplace_back(name, value);
  }
}

void appendBase36(std::string& out, std::uint64_t value, std::size_t digits) {
  constexpr std::string_view DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  const std::size_t begin = out.size();
  for (; digits > 0; --digits) {
    out.push_back(DIGITS[value % DIGITS.size()]);
    value /= DIGITS.size();
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
}

/// Differs from request to request, so that no cache answers; as long as those of the original.
void appendTimestamp(std::string& out) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  appendBase36(out, static_cast<std::uint64_t>(time), 5);
  appendBase36(out, fastRandom(), 3);
}

}  // namespace

RequestFactory::RequestFactory(const ClientOptions& options, const ClientAddress& address)
    : hostHeader_(address.hostHeader),
      prefix_(address.path + "?"),
      suffix_(options.forceBase64 ? "&b64=1" : ""),
      timestampParam_(options.timestampRequests ? encodeUriComponent(options.timestampParam) : ""),
      extraHeaders_(options.extraHeaders.begin(), options.extraHeaders.end()) {
  const auto isOurs = [&](std::string_view name) {
    return name == "EIO" || name == "transport" || name == "sid" ||
           (options.timestampRequests && name == options.timestampParam);
  };
  for (const auto& [name, value] : address.query) {
    if (!isOurs(name)) {
      prefix_.append(encodeUriComponent(name)).append("=");
      prefix_.append(encodeUriComponent(value)).append("&");
    }
  }
  prefix_.append("EIO=4&transport=");
  if (options.withCredentials) {
    cookies_.emplace();
  }
}

std::string RequestFactory::target(std::string_view transport) const {
  std::string target = prefix_;
  target.append(transport);
  if (transport == "polling" && !timestampParam_.empty()) {
    target.append("&").append(timestampParam_).append("=");
    appendTimestamp(target);
  }
  if (!sid_.empty()) {
    target.append("&sid=").append(encodeUriComponent(sid_));
  }
  return target.append(suffix_);
}

RequestFactory::Headers RequestFactory::headers() const {
  Headers headers = extraHeaders_;
  std::string cookies = cookies_ ? cookies_->header() : std::string();
  if (cookies.empty()) {
    return headers;
  }
  if (const auto own = findHeader(headers, "cookie"); own != headers.end()) {
    own->second.append("; ").append(cookies);
  } else {
    headers.emplace_back("cookie", std::move(cookies));
  }
  return headers;
}

HttpClientRequest RequestFactory::polling() const {
  HttpClientRequest request{
      .target = target("polling"), .hostHeader = hostHeader_, .headers = headers()};
  addDefault(request.headers, "accept", "*/*");
  return request;
}

HttpClientRequest RequestFactory::poll() const { return polling(); }

HttpClientRequest RequestFactory::post(std::string body) const {
  HttpClientRequest request = polling();
  request.method = "POST";
  addDefault(request.headers, "content-type", "text/plain;charset=UTF-8");
  request.body = std::move(body);
  return request;
}

WebSocketClientRequest RequestFactory::webSocket() const {
  return {.target = target("websocket"), .hostHeader = hostHeader_, .headers = headers()};
}

void RequestFactory::takeHeader(std::string_view name, std::string_view value) {
  if (cookies_ && ascii::iequals(name, "set-cookie")) {
    cookies_->set(value);
  }
}

}  // namespace ignis::socket_io::client
