#include <algorithm>
#include <optional>
#include <string>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/websocket/protocol/deflate.hpp"
#include "socket/websocket/protocol/deflate_negotiation.hpp"
#include "socket/websocket/protocol/handshake_key.hpp"

namespace ignis {

namespace {

constexpr std::size_t KEY_BYTES = 16;
constexpr std::string_view EXTENSIONS = "Sec-WebSocket-Extensions";
constexpr std::string_view PROTOCOL = "Sec-WebSocket-Protocol";

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"WebSocketHandshake"});
  return instance;
}

/// What a header field says that may come only once; nothing when it is missing or repeated.
std::optional<std::string_view> single(const HttpRequest& request, std::string_view name) {
  std::optional<std::string_view> value;
  for (const HttpHeader& header : request.headers()) {
    if (ascii::iequals(header.name, name)) {
      if (value) {
        return std::nullopt;
      }
      value = header.value;
    }
  }
  return value;
}

/// Section 4.2.1, but for what the HTTP server checks and what has an answer of its own.
bool isValid(const HttpRequest& request) {
  const auto key = single(request, "Sec-WebSocket-Key");
  const auto decoded = key ? base64Decode(*key) : std::nullopt;
  return request.method() == HttpMethod::GET && !request.isHttp10() && request.body().empty() &&
         decoded && decoded->size() == KEY_BYTES;
}

/// The first value of `Origin` that may not connect.
std::optional<std::string_view> refusedOrigin(const HttpRequest& request,
                                              const WebSocketOptions& options) {
  const auto isAllowed = [&options](std::string_view origin) {
    return std::any_of(options.origins.begin(), options.origins.end(),
                       [origin](const std::string& allowed) {
                         return allowed == "*" || ascii::iequals(allowed, origin);
                       });
  };
  for (const HttpHeader& header : request.headers()) {
    if (ascii::iequals(header.name, "Origin") && !isAllowed(header.value)) {
      return header.value;
    }
  }
  return std::nullopt;
}

bool offersProtocol(const HttpRequest& request, std::string_view protocol) {
  return std::any_of(
      request.headers().begin(), request.headers().end(), [protocol](const HttpHeader& header) {
        if (!ascii::iequals(header.name, PROTOCOL)) {
          return false;
        }
        for (std::string_view rest = header.value; !rest.empty();) {
          const std::size_t comma = rest.find(',');
          if (ascii::trim(rest.substr(0, comma)) == protocol) {
            return true;
          }
          rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
        return false;
      });
}

/// The place in the options of the subprotocol to speak.
std::optional<std::size_t> chooseProtocol(const HttpRequest& request,
                                          const WebSocketOptions& options) {
  for (std::size_t index = 0; index < options.protocols.size(); ++index) {
    if (offersProtocol(request, options.protocols[index])) {
      return index;
    }
  }
  return std::nullopt;
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

void appendHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool isWebSocketUpgrade(const HttpRequest& request) noexcept {
  return request.hasHeaderToken("Connection", "upgrade") &&
         request.hasHeaderToken("Upgrade", "websocket");
}

std::optional<WebSocketRefusal> checkWebSocketUpgrade(const HttpExchange& exchange,
                                                      const WebSocketOptions& options) {
  const HttpRequest& request = exchange.request;
  if (!isWebSocketUpgrade(request)) {
    return WebSocketRefusal{.status = 426, .reason = "Upgrade Required"};
  }
  if (single(request, "Sec-WebSocket-Version") != "13") {
    return WebSocketRefusal{.status = 426, .reason = "Unsupported WebSocket version"};
  }
  if (!isValid(request)) {
    return WebSocketRefusal{.status = 400, .reason = "Invalid WebSocket handshake"};
  }
  if (const auto origin = refusedOrigin(request, options)) {
    logger().warn(
        "[check] An origin that is not allowed is refused | origin: {} | peer: {} | path: {}",
        *origin, exchange.peerAddress(), request.path());
    return WebSocketRefusal{.status = 403, .reason = "Origin not allowed"};
  }
  return std::nullopt;
}

void upgradeToWebSocket(HttpExchange& exchange, const WebSocketOptions& options,
                        std::unique_ptr<IWebSocketHandler> handler, std::string_view extraHeaders) {
  const HttpRequest& request = exchange.request;
  const auto agreement = negotiate(request, options);
  const auto protocol = chooseProtocol(request, options);
  std::string head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  appendHeader(head, "Sec-WebSocket-Accept", webSocketAccept(request.header("Sec-WebSocket-Key")));
  if (protocol) {
    appendHeader(head, PROTOCOL, options.protocols[*protocol]);
  }
  if (agreement) {
    appendHeader(head, EXTENSIONS, describe(*agreement));
  }
  head.append(extraHeaders).append("\r\n");
  std::optional<int> deflateWindowBits;
  if (agreement) {
    deflateWindowBits = agreement->serverMaxWindowBits.value_or(MAX_WINDOW_BITS);
  }
  // The factory may be called later, on another loop.
  const auto held = std::make_shared<std::unique_ptr<IWebSocketHandler>>(std::move(handler));
  exchange.upgrade(head,
                   [&options, held, deflateWindowBits,
                    protocol](TcpConnection& connection) -> std::unique_ptr<ConnectionProtocol> {
                     return std::make_unique<WebSocketConnection>(
                         connection, options, std::move(*held), deflateWindowBits, protocol);
                   });
}

bool acceptWebSocket(HttpExchange& exchange, const WebSocketOptions& options,
                     std::unique_ptr<IWebSocketHandler> handler, std::string_view extraHeaders) {
  if (const auto refusal = checkWebSocketUpgrade(exchange, options)) {
    HttpResponse& response = exchange.response;
    response.status = refusal->status;
    response.contentType = content_types::TEXT;
    response.body = refusal->reason;
    if (refusal->status == 426) {
      response.headers.append(WEBSOCKET_UPGRADE_HEADERS);
    }
    exchange.finish();
    return false;
  }
  if (!exchange.isOpen()) {
    return false;
  }
  upgradeToWebSocket(exchange, options, std::move(handler), extraHeaders);
  return true;
}

}  // namespace ignis
