#include "socket/socket_io/engine/engine_front.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"
#include "ignis/helpers/network/tcp_connection.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "socket/socket_io/engine/cookie.hpp"
#include "socket/socket_io/engine/cors.hpp"
#include "socket/socket_io/engine/engine_core.hpp"
#include "socket/socket_io/engine/polling_transport.hpp"
#include "socket/socket_io/engine/session_request.hpp"
#include "socket/socket_io/engine/websocket_transport.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/query.hpp"

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

bool isProtocol4(const HttpRequest& request) {
  return queryParameter(request.query(), "EIO") == "4";
}

/// The session that a request names, if any: an empty `sid` is none.
std::optional<std::string> sidOf(const HttpRequest& request) {
  auto sid = queryParameter(request.query(), "sid");
  return sid && !sid->empty() ? sid : std::nullopt;
}

bool wantsBase64(const HttpRequest& request) {
  const auto value = queryParameter(request.query(), "b64");
  return value && !value->empty();
}

void runOn(EventLoop& loop, std::function<void()> function) {
  if (loop.isCurrent()) {
    function();
  } else {
    loop.post(std::move(function));
  }
}

PollingTransport* findPolling(EngineCore& core, EventLoop& loop, const SocketId& id) {
  const auto session = core.host().findSession(loop, id);
  return session ? session->polling() : core.closingPolls(loop).find(id);
}

/// A POST whose body is on its way, so that another one beside it is noticed.
class PostUnderWay {
 public:
  PostUnderWay(std::shared_ptr<EngineCore> core, const SocketId& id)
      : core_(std::move(core)), id_(id) {
    runOn(core_->loopOf(id_), [core = core_, id = id_] {
      if (PollingTransport* const polling = findPolling(*core, core->loopOf(id), id)) {
        polling->beginPost();
      }
    });
  }
  PostUnderWay(const PostUnderWay&) = delete;
  PostUnderWay& operator=(const PostUnderWay&) = delete;
  ~PostUnderWay() {
    runOn(core_->loopOf(id_), [core = core_, id = id_] {
      if (PollingTransport* const polling = findPolling(*core, core->loopOf(id), id)) {
        polling->endPost();
      }
    });
  }

 private:
  std::shared_ptr<EngineCore> core_;
  SocketId id_;
};

}  // namespace

void EngineFront::handle(HttpExchange& exchange) {
  const HttpRequest& request = exchange.request;
  if (const auto& cors = core_.options().cors) {
    addCorsHeaders(*cors, request, exchange.response);
    if (request.method() == HttpMethod::OPTIONS && !cors->preflightContinue) {
      answerPreflight(*cors, request, exchange.response);
      return exchange.finish();
    }
  }
  if (const EngineRefusal* const refusal = verify(request)) {
    return refuse(exchange, *refusal);
  }
  if (const auto sid = sidOf(request)) {
    return toSession(exchange, *sid);
  }
  if (const EngineRefusal* const refusal = verifyHandshake(request)) {
    return refuse(exchange, *refusal);
  }
  if (core_.options().allowRequest) {
    exchange.loop().spawn(
        "allowRequest", [core = core_.host().shareEngine(), shared = exchange.shared_from_this()] {
          return askThenOpen(core, shared);
        });
  } else {
    open(exchange);
  }
}

bool EngineFront::isUpgrade(const HttpRequest& request) const {
  return core_.hasTransport("websocket") && isWebSocketUpgrade(request);
}

const EngineRefusal* EngineFront::verify(const HttpRequest& request) const {
  const auto transport = queryParameter(request.query(), "transport");
  if (!transport || !core_.hasTransport(*transport)) {
    return &engine_refusals::UNKNOWN_TRANSPORT;
  }
  if (hasIllegalCharacter(request.header("Origin"))) {
    return &engine_refusals::INVALID_ORIGIN;
  }
  const auto& cors = core_.options().cors;
  if (cors && !isOriginAllowed(*cors, request)) {
    return &engine_refusals::FOREIGN_ORIGIN;
  }
  if (*transport != "websocket" && isUpgrade(request)) {
    return &engine_refusals::TRANSPORT_HANDSHAKE_ERROR;
  }
  return nullptr;
}

const EngineRefusal* EngineFront::verifyHandshake(const HttpRequest& request) const {
  if (request.method() != HttpMethod::GET) {
    return &engine_refusals::BAD_HANDSHAKE_METHOD;
  }
  if (queryParameter(request.query(), "transport") == "websocket" && !isUpgrade(request)) {
    return &engine_refusals::TRANSPORT_HANDSHAKE_ERROR;
  }
  return nullptr;
}

Task<void> EngineFront::askThenOpen(std::shared_ptr<EngineCore> core,
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
  const HttpRequest& request = exchange.request;
  if (!isProtocol4(request)) {
    return refuse(exchange, engine_refusals::UNSUPPORTED_PROTOCOL_VERSION);
  }
  auto session = core_.host().createSession(exchange.loop(), request, exchange.peerAddress());
  if (isUpgrade(request)) {
    core_.notifyHeaders(exchange.response, request, true);
    const std::string headers = exchange.response.headers;
    acceptWebSocket(exchange, core_.webSocketOptions(),
                    std::make_unique<WebSocketTransport>(
                        std::move(session), core_.host().shareEngine(), wantsBase64(request)),
                    headers);
    return;
  }
  if (const auto& cookie = core_.options().cookie) {
    exchange.response.header("Set-Cookie", setCookieValue(*cookie, session->id().view()));
  }
  session->openPolling(
      core_.closingPolls(exchange.loop()),
      SessionRequest::create(core_.host().shareEngine(), exchange, exchange.loop()));
}

void EngineFront::toSession(HttpExchange& exchange, std::string_view sid) {
  const auto id = SocketId::from(sid);
  if (!id) {
    return refuse(exchange, engine_refusals::UNKNOWN_SID);
  }
  EventLoop& loop = core_.loopOf(*id);
  const auto core = core_.host().shareEngine();
  const auto request = SessionRequest::create(core, exchange, loop);
  runOn(loop, [core, request, id = *id] { EngineFront(*core).serve(*request, id); });
}

void EngineFront::serve(SessionRequest& request, const SocketId& id) {
  EventLoop& loop = core_.loopOf(id);
  const HttpRequest& http = request.request();
  auto session = core_.host().findSession(loop, id);
  if (session) {
    // The timer may be late, and a client that counts whole milliseconds early by one: neither
    // brings a session back that has timed out.
    session->onDeadline(loop.now() + std::chrono::milliseconds(1));
    if (!session->isOpen()) {
      session = nullptr;
    }
  }
  PollingTransport* const polling =
      session ? session->polling() : core_.closingPolls(loop).find(id);
  if (!session && polling == nullptr) {
    return request.refuse(engine_refusals::UNKNOWN_SID);
  }
  const bool isForUpgrade = isUpgrade(http);
  if (isForUpgrade
          ? !core_.sessionOptions().allowUpgrades
          : (polling == nullptr || queryParameter(http.query(), "transport") != "polling")) {
    return request.refuse(engine_refusals::TRANSPORT_MISMATCH);
  }
  if (!isProtocol4(http)) {
    return request.refuse(engine_refusals::PROTOCOL_MISMATCH);
  }
  if (isForUpgrade) {
    request.upgrade(id, wantsBase64(http));
  } else {
    polling->handle(request.shared_from_this());
  }
}

std::shared_ptr<void> EngineFront::beginBody(const HttpRequest& request) {
  const auto sid = sidOf(request);
  const auto id = sid ? SocketId::from(*sid) : std::nullopt;
  if (request.method() != HttpMethod::POST || !id) {
    return nullptr;
  }
  return std::make_shared<PostUnderWay>(core_.host().shareEngine(), *id);
}

void EngineFront::refuse(HttpExchange& exchange, const EngineRefusal& refusal) {
  logger().info("[handshake] Refused | address: {} | code: {} | message: {}",
                exchange.peerAddress(), refusal.code, refusal.message);
  core_.notifyError({.request = exchange.request,
                     .code = refusal.code,
                     .message = refusal.message,
                     .context = refusal.context});
  if (isUpgrade(exchange.request)) {
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
