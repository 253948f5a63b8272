#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "socket/socket_io/client/engine/cookie_jar.hpp"
#include "socket/socket_io/client/engine/handshake.hpp"

namespace {

using namespace ignis::socket_io::client;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

void readHandshake(std::string_view json) {
  std::string error;
  const auto handshake = parseHandshake(json, error);
  require(handshake.has_value() == error.empty(), "a handshake or a reason");
  if (handshake) {
    require(!handshake->sid.empty() && handshake->sid.size() <= MAX_SID_BYTES, "sid");
    require(handshake->pingInterval.count() > 0 && handshake->pingInterval <= MAX_HEARTBEAT,
            "pingInterval");
    require(handshake->pingTimeout.count() > 0 && handshake->pingTimeout <= MAX_HEARTBEAT,
            "pingTimeout");
    require(handshake->maxPayload > 0, "maxPayload");
  }
}

/// Every line is a `Set-Cookie` header. What a jar sends back can be set again and means the same.
void keepCookies(std::string_view headers) {
  CookieJar jar;
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find('\n'), headers.size());
    jar.set(headers.substr(0, end), CookieJar::Clock::time_point{});
    headers.remove_prefix(std::min(end + 1, headers.size()));
  }
  const std::string sent = jar.header();
  require(sent.size() <= CookieJar::MAX_COOKIES * (CookieJar::MAX_COOKIE_BYTES + 3), "size");
  require(std::none_of(sent.begin(), sent.end(),
                       [](char c) { return static_cast<unsigned char>(c) < ' '; }),
          "a control character");
  CookieJar again;
  std::string_view rest = sent;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("; "), rest.size());
    again.set(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  require(again.header() == sent, "cookies that change");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with('{')) {
    readHandshake(input);
  } else {
    keepCookies(input);
  }
  return 0;
}
