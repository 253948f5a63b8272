#include "network/http/http_client.hpp"

#include <algorithm>
#include <cassert>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "network/client/url.hpp"

namespace ignis {

using std::chrono::milliseconds;

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"HttpClient"});
  return instance;
}

void appendRequest(std::string& out, const HttpClientRequest& request) {
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\nHost: ");
  out.append(request.hostHeader).append("\r\n");
  for (const auto& [name, value] : request.headers) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (!request.body.empty() || request.method == "POST") {
    out.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  }
  out.append("\r\n").append(request.body);
}

}  // namespace

class HttpClient::Impl final : public std::enable_shared_from_this<Impl>,
                               public ClientConnection::Listener {
 public:
  Impl(EventLoop& loop, const ClientEndpoint& endpoint, const ConnectionLimits& limits,
       std::size_t maxBodyBytes, HttpClient::Listener& listener)
      : loop_(loop),
        endpoint_(endpoint),
        limits_(limits),
        maxBodyBytes_(maxBodyBytes),
        listener_(listener) {}

  void send(HttpClientRequest request, milliseconds connectTimeout, milliseconds timeout);
  bool isBusy() const noexcept { return exchange_ != nullptr; }
  void abandon();

 private:
  /// A request and what has come of its answer.
  struct Exchange {
    HttpClientRequest request;
    milliseconds connectTimeout;
    milliseconds timeout;
    EventLoop::Clock::time_point deadline = EventLoop::Clock::time_point::max();
    std::unique_ptr<ResponseParser> parser{};  ///< null until something has come
    bool isConnectionKept = true;              ///< from an earlier exchange
  };

  void connect();
  void writeRequest();
  void onConnected() override { writeRequest(); }
  void onData(std::span<char> data) override;
  void onDeadline() override;
  void onClosed(const std::string& reason) override;
  void complete(bool keepsConnection);
  void fail(const std::string& reason);
  void failParsing();
  void dropConnection();
  std::string serverName() const { return formatAuthority(endpoint_.host, endpoint_.port); }

  EventLoop& loop_;
  const ClientEndpoint& endpoint_;
  const ConnectionLimits limits_;
  const std::size_t maxBodyBytes_;
  HttpClient::Listener& listener_;
  std::shared_ptr<ClientConnection> connection_;
  std::unique_ptr<Exchange> exchange_;
};

void HttpClient::Impl::send(HttpClientRequest request, milliseconds connectTimeout,
                            milliseconds timeout) {
  assert(!exchange_);
  exchange_ = std::make_unique<Exchange>(Exchange{
      .request = std::move(request), .connectTimeout = connectTimeout, .timeout = timeout});
  if (timeout > milliseconds{0}) {
    exchange_->deadline = EventLoop::Clock::now() + timeout;
  }
  if (connection_ && connection_->isConnected()) {
    writeRequest();
  } else {
    connect();
  }
}

void HttpClient::Impl::connect() {
  exchange_->isConnectionKept = false;
  milliseconds limit = exchange_->connectTimeout;
  if (exchange_->timeout > milliseconds{0}) {
    const auto left =
        std::chrono::ceil<milliseconds>(exchange_->deadline - EventLoop::Clock::now());
    limit = std::max(milliseconds{1}, limit > milliseconds{0} ? std::min(limit, left) : left);
  }
  dropConnection();
  connection_ = std::make_shared<ClientConnection>(loop_, endpoint_, limits_, *this);
  connection_->open(limit);
}

void HttpClient::Impl::writeRequest() {
  connection_->setDeadline(exchange_->deadline);
  appendRequest(connection_->output(), exchange_->request);
  connection_->outputQueued();
}

void HttpClient::Impl::onData(std::span<char> data) {
  const auto self = shared_from_this();
  if (!exchange_) {
    dropConnection();  // nobody has asked for this, a 408 for example
    return;
  }
  if (!exchange_->parser) {
    exchange_->parser = std::make_unique<ResponseParser>(maxBodyBytes_);
  }
  ResponseParser& parser = *exchange_->parser;
  const std::size_t used = parser.feed({data.data(), data.size()});
  if (parser.state() == ResponseParser::State::COMPLETE) {
    complete(parser.keepsAlive() && used == data.size());
  } else if (parser.state() == ResponseParser::State::FAILED) {
    failParsing();
  }
}

void HttpClient::Impl::onDeadline() {
  const auto self = shared_from_this();
  if (exchange_) {
    fail("The server has not answered in time | limit: " +
         std::to_string(exchange_->timeout.count()) + " ms | server: " + serverName());
  }
}

void HttpClient::Impl::onClosed(const std::string& reason) {
  const auto self = shared_from_this();
  connection_.reset();
  if (!exchange_) {
    return;
  }
  if (!exchange_->parser && exchange_->isConnectionKept && exchange_->request.method == "GET") {
    // The server may close an idle connection at any time: when nothing of the answer has come, the
    // request met that. Of a POST nobody can know whether it has done its work (RFC 9110 section
    // 9.2.2).
    connect();
  } else if (!reason.empty()) {
    fail(reason);
  } else if (!exchange_->parser) {
    fail("The server has closed the connection without an answer | server: " + serverName());
  } else {
    exchange_->parser->end();
    if (exchange_->parser->state() == ResponseParser::State::COMPLETE) {
      complete(false);
    } else {
      failParsing();
    }
  }
}

void HttpClient::Impl::complete(bool keepsConnection) {
  const auto exchange = std::move(exchange_);
  if (keepsConnection) {
    connection_->setDeadline(EventLoop::Clock::time_point::max());
  } else {
    dropConnection();
  }
  listener_.onResponse(std::move(exchange->parser->response()));
}

void HttpClient::Impl::fail(const std::string& reason) {
  exchange_.reset();
  dropConnection();
  listener_.onFailed(reason);
}

void HttpClient::Impl::failParsing() {
  const std::string& error = exchange_->parser->error();
  logger().warn("[receive] An answer cannot be used | error: {} | server: {}", error, serverName());
  fail("The answer cannot be used: " + error + " | server: " + serverName());
}

void HttpClient::Impl::dropConnection() {
  if (const auto connection = std::exchange(connection_, nullptr)) {
    connection->close();
  }
}

void HttpClient::Impl::abandon() {
  exchange_.reset();
  dropConnection();
}

HttpClient::HttpClient(EventLoop& loop, const ClientEndpoint& endpoint,
                       const ConnectionLimits& limits, std::size_t maxBodyBytes, Listener& listener)
    : impl_(std::make_shared<Impl>(loop, endpoint, limits, maxBodyBytes, listener)) {}

HttpClient::~HttpClient() { impl_->abandon(); }

void HttpClient::send(HttpClientRequest request, milliseconds connectTimeout,
                      milliseconds timeout) {
  impl_->send(std::move(request), connectTimeout, timeout);
}

bool HttpClient::isBusy() const noexcept { return impl_->isBusy(); }

}  // namespace ignis
