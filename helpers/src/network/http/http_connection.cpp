#include "network/http/http_connection.hpp"

#include <algorithm>
#include <utility>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_PENDING_BYTES = 64 * 1024;
constexpr std::size_t MAX_SPARE_EXCHANGES = 256;
constexpr std::size_t MAX_REUSED_BODY_BYTES = 64 * 1024;

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"HttpServer"});
  return instance;
}

}  // namespace

PooledExchange::~PooledExchange() {
  if (protocol_ != nullptr) {
    protocol_->onExchangeDropped();
  }
}

std::string_view PooledExchange::peerAddress() const noexcept {
  return connection_ ? std::string_view(connection_->peerAddress()) : std::string_view();
}

bool PooledExchange::isOpen() const noexcept { return protocol_ != nullptr; }

void PooledExchange::finish() {
  if (protocol_ != nullptr) {
    protocol_->finish(*this);
  }
}

void PooledExchange::upgrade(std::string_view head, const ProtocolFactory& make) {
  if (protocol_ != nullptr) {
    protocol_->upgrade(*this, head, make);
  }
}

void HttpLoopService::mount(std::string prefix, HttpHandler handler, HttpMountOptions options) {
  unmount(prefix);
  mounts_.push_back(
      {.prefix = std::move(prefix), .handler = std::move(handler), .options = std::move(options)});
  std::stable_sort(mounts_.begin(), mounts_.end(), [](const Mount& left, const Mount& right) {
    return left.prefix.size() > right.prefix.size();
  });
}

void HttpLoopService::unmount(std::string_view prefix) {
  std::erase_if(mounts_, [prefix](const Mount& mount) { return mount.prefix == prefix; });
}

const HttpLoopService::Mount* HttpLoopService::find(const HttpRequest& request) const {
  const auto found = std::find_if(mounts_.begin(), mounts_.end(), [&](const Mount& mount) {
    return request.target().starts_with(mount.prefix);
  });
  return found == mounts_.end() ? nullptr : &*found;
}

const HttpMountOptions* HttpLoopService::optionsFor(const HttpRequest& request) const {
  const Mount* const mount = find(request);
  return mount == nullptr ? nullptr : &mount->options;
}

std::size_t HttpLoopService::maxBodyBytes(const HttpRequest& request) const {
  const HttpMountOptions* const options = optionsFor(request);
  return options == nullptr ? limits_.maxBodyBytes
                            : options->maxBodyBytes.value_or(limits_.maxBodyBytes);
}

void HttpLoopService::mountUpgrade(std::string path, HttpHandler handler) {
  unmountUpgrade(path);
  upgradeMounts_.push_back({.path = std::move(path), .handler = std::move(handler)});
}

void HttpLoopService::unmountUpgrade(std::string_view path) {
  std::erase_if(upgradeMounts_, [path](const UpgradeMount& mount) { return mount.path == path; });
}

const HttpLoopService::UpgradeMount* HttpLoopService::findUpgrade(
    const HttpRequest& request) const {
  const auto found =
      std::find_if(upgradeMounts_.begin(), upgradeMounts_.end(),
                   [&](const UpgradeMount& mount) { return mount.path == request.path(); });
  return found == upgradeMounts_.end() || !request.hasHeaderToken("Upgrade", "websocket") ? nullptr
                                                                                          : &*found;
}

void HttpLoopService::handle(HttpExchange& exchange) const {
  if (!upgradeMounts_.empty()) {
    if (const UpgradeMount* const mount = findUpgrade(exchange.request)) {
      return mount->handler(exchange);
    }
  }
  if (const Mount* const mount = find(exchange.request)) {
    return mount->handler(exchange);
  }
  if (handler_) {
    return handler_(exchange);
  }
  exchange.response.status = 404;
  exchange.finish();
}

std::shared_ptr<PooledExchange> HttpLoopService::take() {
  if (spare_.empty()) {
    return std::make_shared<PooledExchange>(loop_);
  }
  auto exchange = std::move(spare_.back());
  spare_.pop_back();
  return exchange;
}

void HttpLoopService::giveBack(std::shared_ptr<PooledExchange> exchange) {
  exchange->connection_ = nullptr;
  exchange->protocol_ = nullptr;
  exchange->bodyStart_.reset();
  if (exchange.use_count() > 1 || spare_.size() >= MAX_SPARE_EXCHANGES) {
    return;
  }
  if (exchange->request.body().size() > MAX_REUSED_BODY_BYTES ||
      exchange->response.body.capacity() > MAX_REUSED_BODY_BYTES) {
    return;
  }
  spare_.push_back(std::move(exchange));
}

HttpConnection::~HttpConnection() {
  if (handling_ != nullptr) {
    handling_->protocol_ = nullptr;
    handling_->connection_ = nullptr;
  }
}

void HttpConnection::onData(TcpConnection& connection, std::span<char> data) {
  if (phase_ == Phase::HANDLING || !pending_.empty()) {
    pending_.append(data.data(), data.size());
    if (phase_ != Phase::HANDLING) {
      continueWithPending(connection);
    } else if (pending_.size() > MAX_PENDING_BYTES) {
      connection.pauseReading();
    }
    return;
  }
  const std::size_t used = process(connection, data);
  if (used < data.size() && phase_ != Phase::UPGRADED && phase_ != Phase::CLOSED) {
    if (pending_.capacity() == std::string().capacity()) {
      pending_ = connection.loop().takeBuffer();
    }
    pending_.assign(data.data() + used, data.size() - used);
  }
}

void HttpConnection::continueWithPending(TcpConnection& connection) {
  const std::size_t used = process(connection, pending_);
  if (phase_ == Phase::UPGRADED || phase_ == Phase::CLOSED) {
    return;
  }
  pending_.erase(0, used);
  if (pending_.empty()) {
    connection.loop().giveBuffer(std::exchange(pending_, {}));
  }
  if (peerEnded_ && phase_ != Phase::HANDLING) {
    connection.closeAfterFlush();
  }
}

std::size_t HttpConnection::process(TcpConnection& connection, std::span<char> data) {
  std::string_view rest(data.data(), data.size());
  while (!rest.empty() && (phase_ == Phase::IDLE || phase_ == Phase::READING)) {
    if (phase_ == Phase::IDLE) {
      // Empty lines in front of a request are ignored (RFC 9112 section 2.2).
      while (rest.starts_with("\r\n")) {
        rest.remove_prefix(2);
      }
      if (rest.empty() || rest == "\r") {
        break;
      }
      exchange_ = service_.take();
      exchange_->connection_ = &connection;
      exchange_->response.clear();
      exchange_->onPeerGone = nullptr;
      exchange_->onShutdown = nullptr;
      exchange_->upgradeLoop = nullptr;
      exchange_->parser_.emplace(exchange_->request, service_.limits(), &service_);
    }
    RequestParser& parser = *exchange_->parser_;
    const RequestParser::State before = parser.state();
    rest.remove_prefix(parser.feed(rest));
    if (parser.state() == RequestParser::State::COMPLETE) {
      dispatch(connection);
    } else if (parser.state() == RequestParser::State::REFUSED) {
      refuse(connection, parser.refusalStatus(), parser.refusalReason());
    } else {
      extendReadDeadline(connection, before);
      break;
    }
  }
  const std::size_t used = data.size() - rest.size();
  if (phase_ == Phase::UPGRADED && !rest.empty() && connection.isOpen()) {
    connection.protocol().onData(connection, data.subspan(used));
  }
  return used;
}

void HttpConnection::extendReadDeadline(TcpConnection& connection, RequestParser::State before) {
  const HttpLimits& limits = service_.limits();
  const RequestParser& parser = *exchange_->parser_;
  const auto now = connection.loop().now();
  if (parser.state() == RequestParser::State::HEADER) {
    if (phase_ == Phase::IDLE) {
      connection.setDeadline(now + limits.headerTimeout);
    }
  } else {
    if (before == RequestParser::State::HEADER) {
      bodySince_ = now;
      const HttpMountOptions* const options = service_.optionsFor(exchange_->request);
      if (options != nullptr && options->onBodyStart) {
        exchange_->bodyStart_ = options->onBodyStart(exchange_->request);
      }
      if (parser.expectsContinue() && parser.bodyBytes() == 0) {
        connection.write("HTTP/1.1 100 Continue\r\n\r\n");
      }
    }
    const std::chrono::seconds earned(parser.bodyBytes() /
                                      std::max<std::size_t>(limits.minBodyRate, 1));
    connection.setDeadline(bodySince_ + limits.bodyGracePeriod + earned);
  }
  phase_ = Phase::READING;
}

void HttpConnection::dispatch(TcpConnection& connection) {
  phase_ = Phase::HANDLING;
  connection.setDeadline(EventLoop::Clock::time_point::max());
  handling_ = exchange_.get();
  exchange_->protocol_ = this;
  exchange_->bodyStart_.reset();
  dispatching_ = true;
  try {
    service_.handle(*exchange_);
  } catch (const std::exception& error) {
    logger().error("[dispatch] A handler threw | path: {} | error: {}", exchange_->request.path(),
                   error.what());
    if (phase_ == Phase::HANDLING) {
      handling_ = nullptr;
      exchange_->protocol_ = nullptr;
      exchange_->connection_ = nullptr;
      refuse(connection, 500, "Internal Server Error");
    }
  }
  dispatching_ = false;
  if (phase_ == Phase::HANDLING) {
    // The handler answers later: it alone keeps the exchange alive now.
    exchange_.reset();
  } else if (exchange_) {
    service_.giveBack(std::move(exchange_));
  }
}

void HttpConnection::onExchangeDropped() {
  if (phase_ != Phase::HANDLING || handling_ == nullptr) {
    return;
  }
  TcpConnection* const connection = handling_->connection_;
  logger().error("[dispatch] A handler dropped its request without an answer | path: {}",
                 handling_->request.path());
  handling_ = nullptr;
  refuse(*connection, 500, "Internal Server Error");
}

void HttpConnection::finish(PooledExchange& exchange) {
  if (phase_ != Phase::HANDLING || handling_ != &exchange) {
    return;
  }
  TcpConnection* const connection = std::exchange(exchange.connection_, nullptr);
  handling_ = nullptr;
  exchange.protocol_ = nullptr;
  const bool keepAlive = exchange.request.keepAlive() && !closeAfterAnswer_;
  closeAfterAnswer_ = !keepAlive;
  writeAnswer(*connection, exchange.request, exchange.response);
  if (!connection->isOpen()) {
    return;
  }
  if (!keepAlive) {
    phase_ = Phase::CLOSED;
    connection->closeAfterFlush();
    return;
  }
  phase_ = Phase::IDLE;
  connection->setDeadline(connection->loop().now() + service_.limits().keepAliveTimeout);
  if (!dispatching_) {
    connection->resumeReading();
    if (!pending_.empty() || peerEnded_) {
      // Not from here: the handler that called `finish` is still on the stack.
      connection->loop().post([this, connection = connection->shared_from_this()] {
        if (connection->isOpen() && &connection->protocol() == this && phase_ == Phase::IDLE) {
          continueWithPending(*connection);
        }
      });
    }
  }
}

void HttpConnection::upgrade(PooledExchange& exchange, std::string_view head,
                             const ProtocolFactory& make) {
  if (phase_ != Phase::HANDLING || handling_ != &exchange) {
    return;
  }
  if (dispatching_ && exchange.upgradeLoop != nullptr && exchange.upgradeLoop != &exchange.loop()) {
    // What follows the request is known when `process` has returned.
    exchange.loop().post([exchange = exchange.shared_from_this(), head = std::string(head), make] {
      exchange->upgrade(head, make);
    });
    return;
  }
  TcpConnection* const connection = std::exchange(exchange.connection_, nullptr);
  handling_ = nullptr;
  exchange.protocol_ = nullptr;
  phase_ = Phase::UPGRADED;
  connection->write(head);
  EventLoop* const target = exchange.upgradeLoop;
  if (target != nullptr && target != &connection->loop()) {
    return handOver(*connection, *target, make);
  }
  const bool deferred = !dispatching_;
  // While `process` runs, what follows the request may be in `pending_`, which it reads on from.
  std::string pending = deferred ? std::move(pending_) : std::string();
  connection->setDeadline(EventLoop::Clock::time_point::max());
  connection->setProtocol(make(*connection));
  if (deferred) {
    connection->resumeReading();
    if (!pending.empty() && connection->isOpen()) {
      connection->protocol().onData(*connection, pending);
    }
  }
}

void HttpConnection::handOver(TcpConnection& connection, EventLoop& target,
                              const ProtocolFactory& make) {
  service_.handOver()(connection, target, std::exchange(pending_, {}), make);
}

bool HttpConnection::hasRefusalBody(unsigned status) const {
  const HttpMountOptions* const options =
      status == 413 && exchange_ ? service_.optionsFor(exchange_->request) : nullptr;
  return options == nullptr || options->hasRefusalBody;
}

void HttpConnection::refuse(TcpConnection& connection, unsigned status, std::string_view reason) {
  logger().info("[refuse] {} {} | peer: {}", status, reason, connection.peerAddress());
  if (exchange_) {
    exchange_->bodyStart_.reset();
  }
  HttpResponse response{.status = status};
  if (hasRefusalBody(status)) {
    response.contentType = content_types::JSON;
    response.body = fmt::format(R"({{"message":"{}","statusCode":{}}})", reason, status);
  }
  closeAfterAnswer_ = true;
  phase_ = Phase::CLOSED;
  static const HttpRequest UNREADABLE{};
  writeAnswer(connection, UNREADABLE, response);
  connection.closeAfterFlush();
}

void HttpConnection::writeAnswer(TcpConnection& connection, const HttpRequest& request,
                                 const HttpResponse& response) {
  std::string& out = connection.output();
  if (response.status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("HTTP/1.1 {} {}\r\n"), response.status,
                   reasonPhrase(response.status));
  }
  if (!response.contentType.empty()) {
    out.append("Content-Type: ").append(response.contentType).append("\r\n");
  }
  out.append(response.headers).append("Date: ").append(connection.loop().httpDate());
  // 1xx, 204 and 304 have no body and say nothing of its length (RFC 9110 section 8.6).
  const bool hasLength = response.status >= 200 && response.status != 204 && response.status != 304;
  if (hasLength) {
    const fmt::format_int length(response.body.size());
    out.append("\r\nContent-Length: ").append(length.data(), length.size());
  }
  if (closeAfterAnswer_) {
    out.append("\r\nConnection: close\r\n\r\n");
  } else if (request.isHttp10()) {
    out.append("\r\nConnection: keep-alive\r\n\r\n");
  } else {
    out.append("\r\n\r\n");
  }
  if (hasLength && request.method() != HttpMethod::HEAD) {
    out.append(response.body);
  }
  connection.outputQueued();
}

void HttpConnection::onEnd(TcpConnection& connection) {
  if (phase_ == Phase::HANDLING) {
    peerEnded_ = true;  // it sends no more but may read the answers to what it has sent
    if (const auto onPeerGone = std::exchange(handling_->onPeerGone, nullptr)) {
      onPeerGone();
    }
  } else {
    connection.closeAfterFlush();
  }
}

void HttpConnection::onDeadline(TcpConnection& connection) {
  if (phase_ == Phase::READING) {
    refuse(connection, 408, "Request Timeout");
  } else if (phase_ != Phase::HANDLING) {
    connection.closeAfterFlush();
  }
}

void HttpConnection::onShutdown(TcpConnection& connection) {
  if (phase_ == Phase::IDLE) {
    connection.closeAfterFlush();
  } else {
    closeAfterAnswer_ = true;
    if (handling_ != nullptr && handling_->onShutdown) {
      std::exchange(handling_->onShutdown, nullptr)();
    }
  }
}

void HttpConnection::onClosed(TcpConnection&) {
  phase_ = Phase::CLOSED;
  if (handling_ != nullptr) {
    handling_->protocol_ = nullptr;
    handling_->connection_ = nullptr;
    const auto onPeerGone = std::exchange(handling_->onPeerGone, nullptr);
    handling_ = nullptr;
    if (onPeerGone) {
      onPeerGone();
    }
  }
  if (exchange_ && !dispatching_) {  // a request that was being read, or was refused
    service_.giveBack(std::move(exchange_));
  }
}

}  // namespace ignis
