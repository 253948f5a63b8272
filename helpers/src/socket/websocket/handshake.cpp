#include <openssl/evp.h>

#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/websocket/protocol/deflate.hpp"
#include "socket/websocket/protocol/deflate_negotiation.hpp"

namespace ignis {

namespace {

/// RFC 6455 section 1.3.
constexpr std::string_view ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t KEY_BYTES = 16;
constexpr std::string_view EXTENSIONS = "Sec-WebSocket-Extensions";

std::string acceptOf(std::string_view key) {
  std::string text(key);
  text.append(ACCEPT_GUID);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64Encode({reinterpret_cast<const char*>(digest.data()), size});
}

bool listHas(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (ascii::iequals(ascii::trim(list.substr(0, comma)), token)) {
      return true;
    }
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

/// The field may be repeated: the values are one list (RFC 6455 section 9.1).
std::optional<DeflateAgreement> negotiate(const HttpRequest& request,
                                          const WebSocketOptions& options) {
  if (!options.perMessageDeflate) {
    return std::nullopt;
  }
  for (const HttpHeader& header : request.headers()) {
    if (ascii::iequals(header.name, EXTENSIONS)) {
      if (const auto agreement = negotiateDeflate(header.value, *options.perMessageDeflate)) {
        return agreement;
      }
    }
  }
  return std::nullopt;
}

std::string extensionsHeader(const DeflateAgreement& agreement) {
  return fmt::format("{}: {}\r\n", EXTENSIONS, describe(agreement));
}

void answer(HttpExchange& exchange, unsigned status, std::string_view reason) {
  exchange.response.status = status;
  exchange.response.contentType = content_types::TEXT;
  exchange.response.body = reason;
  if (status == 426) {
    exchange.response.headers.append("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
  }
  exchange.finish();
}

}  // namespace

bool isWebSocketUpgrade(const HttpRequest& request) noexcept {
  return listHas(request.header("Connection"), "upgrade") &&
         listHas(request.header("Upgrade"), "websocket");
}

bool acceptWebSocket(HttpExchange& exchange, const WebSocketOptions& options,
                     std::unique_ptr<IWebSocketHandler> handler, std::string_view extraHeaders) {
  const HttpRequest& request = exchange.request;
  if (!isWebSocketUpgrade(request)) {
    answer(exchange, 426, "Upgrade Required");
    return false;
  }
  if (request.header("Sec-WebSocket-Version") != "13") {
    answer(exchange, 426, "Unsupported WebSocket version");
    return false;
  }
  const std::string_view key = request.header("Sec-WebSocket-Key");
  const auto decoded = base64Decode(key);
  if (request.method() != HttpMethod::GET || request.isHttp10() || !decoded ||
      decoded->size() != KEY_BYTES || !request.body().empty()) {
    answer(exchange, 400, "Invalid WebSocket handshake");
    return false;
  }
  if (!exchange.isOpen()) {
    return false;
  }
  const auto agreement = negotiate(request, options);
  const std::string head = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n{}{}\r\n",
      acceptOf(key), agreement ? extensionsHeader(*agreement) : std::string(), extraHeaders);
  std::optional<int> deflateWindowBits;
  if (agreement) {
    deflateWindowBits = agreement->serverMaxWindowBits.value_or(MAX_WINDOW_BITS);
  }
  // The factory may be called later, on another loop.
  const auto held = std::make_shared<std::unique_ptr<IWebSocketHandler>>(std::move(handler));
  exchange.upgrade(head,
                   [&options, held, deflateWindowBits](
                       TcpConnection& connection) -> std::unique_ptr<ConnectionProtocol> {
                     return std::make_unique<WebSocketConnection>(
                         connection, options, std::move(*held), deflateWindowBits);
                   });
  return true;
}

}  // namespace ignis
