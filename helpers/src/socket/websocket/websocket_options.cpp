#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "network/http/http_token.hpp"

namespace ignis {

namespace {

using std::chrono::milliseconds;

void require(bool isValid, std::string_view name, std::string_view rule) {
  if (!isValid) {
    throw getError({.message = fmt::format(
                        "[WebSocketOptions] Invalid option | option: {} | rule: {}", name, rule),
                    .statusCode = 500});
  }
}

void requireBetween(std::optional<int> value, int least, int most, std::string_view name) {
  require(!value || (*value >= least && *value <= most), name,
          fmt::format("{} to {}", least, most));
}

/// As browsers send it (RFC 6454 section 6.2): without a path, not even `/`.
bool isOrigin(std::string_view text) {
  if (text == "*" || text == "null") {
    return true;
  }
  const std::size_t scheme = text.find("://");
  const std::string_view host =
      scheme == std::string_view::npos ? std::string_view() : text.substr(scheme + 3);
  return scheme > 0 && !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
           return c > ' ' && c < '\x7F' && c != '/' && c != ',';
         });
}

}  // namespace

void checkWebSocketOptions(const WebSocketOptions& options) {
  require(options.limits.maxMessageBytes > 0, "limits.maxMessageBytes", "more than 0");
  require(options.limits.maxFragments > 0, "limits.maxFragments", "more than 0");
  require(options.messageTimeout > milliseconds{0}, "messageTimeout", "more than 0 ms");
  require(options.closeTimeout > milliseconds{0}, "closeTimeout", "more than 0 ms");
  require(options.idleTimeout >= milliseconds{0}, "idleTimeout", "0 (none) or more");
  require(std::all_of(options.origins.begin(), options.origins.end(), isOrigin), "origins",
          "*, null or scheme://host[:port] without a path, as browsers send it");
  require(std::all_of(options.protocols.begin(), options.protocols.end(), isHttpToken), "protocols",
          "names without spaces and separators");
  if (const auto& deflate = options.perMessageDeflate) {
    requireBetween(deflate->serverMaxWindowBits, 9, 15, "perMessageDeflate.serverMaxWindowBits");
    requireBetween(deflate->clientMaxWindowBits, 8, 15, "perMessageDeflate.clientMaxWindowBits");
    requireBetween(deflate->zlibDeflateOptions.memLevel, 1, 9,
                   "perMessageDeflate.zlibDeflateOptions.memLevel");
    requireBetween(deflate->zlibDeflateOptions.level, -1, 9,
                   "perMessageDeflate.zlibDeflateOptions.level");
  }
}

}  // namespace ignis
