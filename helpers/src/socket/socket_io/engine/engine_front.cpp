#include "socket/socket_io/engine/engine_front.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"
#include "ignis/helpers/network/tcp_connection.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/socket_io/engine/cors.hpp"
#include "socket/socket_io/engine/websocket_transport.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/query.hpp"
#include "socket/socket_io/server_core.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace {

/// Closes a connection whose upgrade was refused.
class ClosingProtocol final : public ConnectionProtocol {
 public:
  void onAttached(TcpConnection& connection) override { connection.closeAfterFlush(); }
  void onData(TcpConnection&, std::span<char>) override {}
  void onDeadline(TcpConnection& connection) override { connection.close(); }
  void onShutdown(TcpConnection& connection) override { connection.close(); }
};

bool hasIllegalCharacter(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
  });
}

}  // namespace

void EngineFront::handle(HttpExchange& exchange) {
  const HttpRequest& request = exchange.request;
  if (const auto& cors = core_.options().cors) {
    if (hasIllegalCharacter(request.header("Origin"))) {
      return refuse(exchange, engine_refusals::BAD_REQUEST);
    }
    addCorsHeaders(*cors, request, exchange.response);
    if (request.method() == HttpMethod::OPTIONS && !cors->preflightContinue) {
      answerPreflight(*cors, request, exchange.response);
      return exchange.finish();
    }
    if (!isOriginAllowed(*cors, request)) {
      return refuse(exchange, engine_refusals::FOREIGN_ORIGIN);
    }
  }
  if (const EngineRefusal* const refusal = verify(request)) {
    return refuse(exchange, *refusal);
  }
  if (core_.options().allowRequest) {
    exchange.loop().spawn("allowRequest",
                          [core = core_.shared_from_this(), shared = exchange.shared_from_this()] {
                            return askThenOpen(core, shared);
                          });
  } else {
    open(exchange);
  }
}

const EngineRefusal* EngineFront::verify(const HttpRequest& request) const {
  const std::string_view query = request.query();
  const auto transport = queryParameter(query, "transport");
  const auto& transports = core_.options().transports;
  if (!transport ||
      std::find(transports.begin(), transports.end(), *transport) == transports.end()) {
    return &engine_refusals::UNKNOWN_TRANSPORT;
  }
  if (hasIllegalCharacter(request.header("Origin"))) {
    return &engine_refusals::BAD_REQUEST;
  }
  if (queryParameter(query, "sid")) {
    // A session that was opened over WebSocket is not continued by another request.
    return &engine_refusals::UNKNOWN_SID;
  }
  if (request.method() != HttpMethod::GET) {
    return &engine_refusals::BAD_HANDSHAKE_METHOD;
  }
  if (!isWebSocketUpgrade(request)) {
    return &engine_refusals::BAD_REQUEST;
  }
  return nullptr;
}

Task<void> EngineFront::askThenOpen(std::shared_ptr<ServerCore> core,
                                    std::shared_ptr<HttpExchange> exchange) {
  EngineFront front(*core);
  AllowRequestResult result;
  try {
    result = co_await core->options().allowRequest(exchange->request);
  } catch (const std::exception& error) {
    logger().error("[allowRequest] Handler error | error: {}", error.what());
    result.isAllowed = false;
  }
  if (!exchange->isOpen()) {
    co_return;
  }
  if (result.isAllowed) {
    front.open(*exchange);
  } else {
    EngineRefusal refusal = engine_refusals::FORBIDDEN;
    if (!result.message.empty()) {
      refusal.message = result.message;
    }
    front.refuse(*exchange, refusal);
  }
}

void EngineFront::open(HttpExchange& exchange) {
  if (queryParameter(exchange.request.query(), "EIO") != "4") {
    return refuse(exchange, engine_refusals::UNSUPPORTED_PROTOCOL_VERSION);
  }
  auto client =
      core_.shardOf(exchange.loop()).createClient(exchange.request, exchange.peerAddress());
  std::shared_ptr<Session> session(client, &client->session());
  const std::string headers = exchange.response.headers;
  acceptWebSocket(
      exchange, core_.webSocketOptions(),
      std::make_unique<WebSocketTransport>(std::move(session), core_.shared_from_this()), headers);
}

void EngineFront::refuse(HttpExchange& exchange, const EngineRefusal& refusal) {
  logger().info("[handshake] Refused | address: {} | code: {} | message: {}",
                exchange.peerAddress(), refusal.code, refusal.message);
  if (isWebSocketUpgrade(exchange.request)) {
    const std::string answer = fmt::format(
        "HTTP/1.1 {} {}\r\nConnection: close\r\nContent-type: text/html\r\nContent-Length: {}\r\n"
        "\r\n{}",
        refusal.upgradeStatus, reasonPhrase(refusal.upgradeStatus), refusal.message.size(),
        refusal.message);
    return exchange.upgrade(answer,
                            [](TcpConnection&) { return std::make_unique<ClosingProtocol>(); });
  }
  exchange.response.status = refusal.status;
  exchange.response.contentType = content_types::JSON;
  exchange.response.body =
      fmt::format(R"({{"code":{},"message":{}}})", refusal.code, toJson(refusal.message));
  exchange.finish();
}

}  // namespace ignis::socket_io
