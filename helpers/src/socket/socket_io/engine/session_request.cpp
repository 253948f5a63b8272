#include "socket/socket_io/engine/session_request.hpp"

#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"
#include "network/http/http_compression.hpp"
#include "socket/socket_io/engine/engine_core.hpp"
#include "socket/socket_io/engine/engine_front.hpp"
#include "socket/socket_io/engine/websocket_transport.hpp"

namespace ignis::socket_io {

namespace {

/// Old versions of Internet Explorer take a payload for an attack on the page.
bool needsXssHeader(std::string_view userAgent) noexcept {
  return userAgent.find(";MSIE") != std::string_view::npos ||
         userAgent.find("Trident/") != std::string_view::npos;
}

}  // namespace

std::shared_ptr<SessionRequest> SessionRequest::create(std::shared_ptr<EngineCore> core,
                                                       HttpExchange& exchange,
                                                       EventLoop& sessionLoop) {
  const std::shared_ptr<SessionRequest> request(
      new SessionRequest(std::move(core), exchange, sessionLoop));
  request->watchPeer();
  return request;
}

SessionRequest::SessionRequest(std::shared_ptr<EngineCore> core, HttpExchange& exchange,
                               EventLoop& sessionLoop)
    : core_(std::move(core)),
      exchange_(exchange.shared_from_this()),
      exchangeLoop_(exchange.loop()),
      sessionLoop_(sessionLoop) {}

SessionRequest::~SessionRequest() {
  if (exchange_ && !exchangeLoop_.isCurrent()) {
    // An exchange may die on its own loop only.
    exchangeLoop_.post([exchange = std::move(exchange_)] {});
  }
}

const HttpRequest& SessionRequest::request() const noexcept { return exchange_->request; }

void SessionRequest::watchPeer() {
  // The exchange must not keep itself alive.
  exchange_->onPeerGone = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->onSessionLoop([self] {
        if (self->listener_ != nullptr) {
          std::exchange(self->listener_, nullptr)->onPollAborted(*self);
        }
      });
    }
  };
  exchange_->onShutdown = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->onSessionLoop([self] {
        if (self->listener_ != nullptr) {
          self->listener_->onPollShutdown();
        }
      });
    }
  };
}

void SessionRequest::onExchangeLoop(std::function<void()> function) {
  if (exchangeLoop_.isCurrent()) {
    function();
  } else {
    exchangeLoop_.post(std::move(function));
  }
}

void SessionRequest::onSessionLoop(std::function<void()> function) {
  if (sessionLoop_.isCurrent()) {
    function();
  } else {
    sessionLoop_.post(std::move(function));
  }
}

void SessionRequest::answer(PollAnswer answer) {
  if (std::exchange(isAnswered_, true)) {
    return;
  }
  listener_ = nullptr;
  onExchangeLoop([self = shared_from_this(), answer = std::move(answer)]() mutable {
    self->respond(std::move(answer));
  });
}

void SessionRequest::refuse(const EngineRefusal& refusal) {
  if (std::exchange(isAnswered_, true)) {
    return;
  }
  listener_ = nullptr;
  onExchangeLoop([self = shared_from_this(), refusal] {
    if (const auto exchange = std::exchange(self->exchange_, nullptr); exchange->isOpen()) {
      EngineFront(*self->core_).refuse(*exchange, refusal);
    }
  });
}

void SessionRequest::upgrade(const SocketId& id, bool isBase64) {
  if (std::exchange(isAnswered_, true)) {
    return;
  }
  onExchangeLoop([self = shared_from_this(), id, isBase64] {
    const auto exchange = std::exchange(self->exchange_, nullptr);
    exchange->upgradeLoop = &self->sessionLoop_;
    self->core_->notifyHeaders(exchange->response, exchange->request, false);
    const std::string headers = exchange->response.headers;
    acceptWebSocket(*exchange, self->core_->webSocketOptions(),
                    std::make_unique<WebSocketTransport>(id, self->core_, isBase64), headers);
  });
}

void SessionRequest::respond(PollAnswer answer) {
  const auto exchange = std::exchange(exchange_, nullptr);
  if (!exchange->isOpen()) {
    return;
  }
  HttpResponse& response = exchange->response;
  response.status = answer.status;
  if (answer.kind != PollAnswer::Kind::ERROR) {
    response.header("cache-control", "no-store");
    if (needsXssHeader(exchange->request.header("User-Agent"))) {
      response.header("X-XSS-Protection", "0");
    }
  }
  if (answer.kind == PollAnswer::Kind::OK) {
    response.contentType = "text/html";
    response.body = "ok";
  } else if (answer.kind == PollAnswer::Kind::PAYLOAD) {
    response.contentType = content_types::TEXT;
    response.body = std::move(answer.payload);
    const auto& compression = core_->options().httpCompression;
    if (compression && answer.compress && response.body.size() >= compression->threshold) {
      compressResponse(exchange->request, response);
    }
  }
  core_->notifyHeaders(response, exchange->request, answer.isInitial);
  exchange->finish();
}

}  // namespace ignis::socket_io
