#include "test_server.hpp"

#include <future>
#include <memory>
#include <stdexcept>
#include <string>

namespace ignis {

namespace {

void describe(HttpExchange& exchange) {
  std::string& text = exchange.response.body;
  text.append(exchange.request.methodName()).append(" ").append(exchange.request.target());
  for (const HttpHeader& header : exchange.request.headers()) {
    text.append("\n").append(header.name).append(": ").append(header.value);
  }
  text.append("\n").append(exchange.request.body());
  exchange.response.contentType = content_types::TEXT;
  exchange.finish();
}

class EchoHandler final : public IWebSocketHandler {
 public:
  void onOpen(WebSocketConnection&) override {}
  void onMessage(WebSocketConnection& connection, bool isBinary,
                 std::string_view payload) override {
    isBinary ? connection.sendBinary(payload) : connection.sendText(payload);
  }
  void onClose(WebSocketConnection&, std::uint16_t, std::string_view) override {}
};

}  // namespace

TestServer::TestServer(const HttpLimits& limits, const WebSocketOptions& webSocket)
    : server_(loops_, {.host = "127.0.0.1", .port = 0, .limits = limits}),
      webSocketOptions_(webSocket) {
  server_.setHandler([this](HttpExchange& exchange) { handle(exchange); });
  server_.listen();
  thread_ = std::thread([this] { loops_.run(); });
  runOnLoop([this] {
    return server_.mount("/mounted", [](HttpExchange& exchange) {
      exchange.response.body = "mounted";
      exchange.finish();
    });
  });
}

void TestServer::runOnLoop(std::function<Task<void>()> task) {
  std::promise<void> done;
  loops_.main().spawn("test", [&]() -> Task<void> {
    co_await task();
    done.set_value();
  });
  done.get_future().wait();
}

void TestServer::mountUpgrade(const std::string& path) {
  runOnLoop([&] {
    return server_.mountUpgrade(path, [this](HttpExchange& exchange) {
      acceptWebSocket(exchange, webSocketOptions_, std::make_unique<EchoHandler>());
    });
  });
}

void TestServer::unmountUpgrade(const std::string& path) {
  runOnLoop([&] { return server_.unmountUpgrade(path); });
}

void TestServer::beginClose() {
  loops_.main().spawn("close", [this] { return server_.close(std::chrono::hours{1}); });
}

TestServer::~TestServer() {
  loops_.main().spawn("close", [this]() -> Task<void> {
    co_await server_.close(std::chrono::milliseconds{0});
    loops_.stop();
  });
  thread_.join();
}

void TestServer::handle(HttpExchange& exchange) {
  const std::string_view path = exchange.request.path();
  if (path == "/throws") {
    throw std::runtime_error("a handler's mistake");
  }
  if (path == "/ws") {
    acceptWebSocket(exchange, webSocketOptions_, std::make_unique<EchoHandler>());
  } else if (path == "/later" || path == "/later-ws") {
    exchange.loop().post([this, held = exchange.shared_from_this()] {
      if (held->request.path() == "/later") {
        describe(*held);
      } else {
        acceptWebSocket(*held, webSocketOptions_, std::make_unique<EchoHandler>());
      }
    });
  } else {
    describe(exchange);
  }
}

}  // namespace ignis
