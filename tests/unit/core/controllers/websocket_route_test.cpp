#include "ignis/core/controllers/websocket_route.hpp"

#include "http/fake_exchange.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "support/websocket_client.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace ignis;
using test::WebSocketClient;

namespace {

/// Says back what it hears, with the name of its request and how often.
class CountingEcho final : public IWebSocketHandler {
 public:
  explicit CountingEcho(std::string name) : name_(std::move(name)) {}

  void onOpen(WebSocketConnection& connection) override {
    connection.sendText(useRequestContext() == nullptr ? "open" : "open within the request");
  }
  void onMessage(WebSocketConnection& connection, bool, std::string_view payload) override {
    connection.sendText(name_ + std::to_string(++count_) + ":" + std::string(payload));
  }
  void onClose(WebSocketConnection&, std::uint16_t, std::string_view) override {}

 private:
  std::string name_;
  int count_ = 0;
};

/// Declares what the test wants.
class TestController final : public BaseController {
 public:
  explicit TestController(std::function<void(BaseController&)> declare)
      : BaseController({.scope = "TestController", .path = "/chat"}),
        declare_(std::move(declare)) {}

 protected:
  Task<void> binding() override {
    declare_(*this);
    co_return;
  }

 private:
  std::function<void(BaseController&)> declare_;
};

/// An application with one controller below `/api`, on two loops and a free port.
class Served {
 public:
  explicit Served(
      std::function<void(BaseController&)> declare,
      std::function<void(HttpApp&)> setUp = [](HttpApp&) {})
      : controller_(std::move(declare)) {
    EventLoop loop;
    std::exception_ptr failure;
    loop.spawn("configure", [&]() -> Task<void> {
      try {
        co_await controller_.configure();
      } catch (...) {
        failure = std::current_exception();
      }
      loop.stop();
    });
    loop.run();
    if (failure) {
      std::rethrow_exception(failure);
    }
    setUp(app_);
    Router root;
    root.route(controller_.path(), controller_.getRouter());
    app_.route("/api", root);
    app_.freeze();
    server_.setHandler([this](HttpExchange& exchange) { app_.handle(exchange); });
    server_.listen();
    thread_ = std::thread([this] { loops_.run(); });
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    loops_.main().spawn("close", [this]() -> Task<void> {
      co_await server_.close(std::chrono::milliseconds(0));
      loops_.stop();
    });
    thread_.join();
  }

  WebSocketClient connect(std::string_view target, std::string_view headers = {}) const {
    return WebSocketClient(server_.port(), target, headers);
  }
  /// The whole answer to a handshake that is refused.
  std::string refusal(std::string_view target, std::string headers = {}) const {
    WebSocketClient client(server_.port(), target, headers.append("Connection: close\r\n"));
    return client.head() + client.body();
  }

 private:
  HttpApp app_;
  TestController controller_;
  EventLoopGroup loops_{2};
  HttpServer server_{loops_, {.host = "127.0.0.1", .port = 0}};
  std::thread thread_;
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

void echo(WebSocketConnection& connection, bool isBinary, std::string_view payload) {
  isBinary ? connection.sendBinary(payload) : connection.sendText(payload);
}

std::unique_ptr<IWebSocketHandler> makeHandler(Context& context) {
  const std::string_view token = context.req().query("token").value_or("");
  if (token == "bad") {
    throw getError({.message = "Who are you?", .statusCode = 401});
  }
  if (token == "answer") {
    context.json(std::string("not now"), 503);
    return nullptr;
  }
  if (token == "none") {
    return nullptr;
  }
  return std::make_unique<CountingEcho>(std::string(context.req().param("room")) +
                                        std::string(context.req().header("x-user")));
}

}  // namespace

TEST_SUITE("core/controllers/websocketRoute") {
  TEST_CASE("callables are shared by the connections of a route") {
    std::promise<std::pair<int, std::string>> closed;
    const Served served([&](BaseController& controller) {
      controller.websocketRoute(
          "/echo", {.open = [](WebSocketConnection& connection) { connection.sendText("welcome"); },
                    .message = echo,
                    .close =
                        [&](WebSocketConnection&, std::uint16_t code, std::string_view reason) {
                          closed.set_value({code, std::string(reason)});
                        }});
    });

    WebSocketClient client = served.connect("/api/chat/echo?a=b");
    CHECK(client.isUpgraded());
    CHECK(client.receiveText() == "welcome");
    client.sendText("hello");
    CHECK(client.receiveText() == "hello");
    client.sendBinary("\xFF");
    CHECK(client.receive().opcode == 2);
    client.sendClose(
        "\x0F\xA0"
        "bye");
    CHECK(client.closeCode() == 4000);

    const auto [code, reason] = closed.get_future().get();
    CHECK(code == 4000);
    CHECK(reason == "bye");
  }

  TEST_CASE("a factory makes a handler for each connection, out of its request") {
    const Served served([](BaseController& controller) {
      controller.websocketRoute("/rooms/{room}", makeHandler);
    });

    WebSocketClient red = served.connect("/api/chat/rooms/red?token=x", "X-User: -ada\r\n");
    WebSocketClient blue = served.connect("/api/chat/rooms/blue");
    for (WebSocketClient* client : {&red, &blue}) {
      CHECK(client->receiveText() == "open");
      client->sendText("a");
      client->sendText("b");
    }

    CHECK(red.receiveText() == "red-ada1:a");
    CHECK(red.receiveText() == "red-ada2:b");
    CHECK(blue.receiveText() == "blue1:a");
    CHECK(blue.receiveText() == "blue2:b");
  }

  TEST_CASE("a factory refuses with an error, an answer, or null") {
    const Served served([](BaseController& controller) {
      controller.websocketRoute("/rooms/{room}", makeHandler);
    });

    const std::string thrown = served.refusal("/api/chat/rooms/red?token=bad");
    CHECK(thrown.starts_with("HTTP/1.1 401 "));
    CHECK(has(thrown, R"({"message":"Who are you?","statusCode":401,)"));
    const std::string answered = served.refusal("/api/chat/rooms/red?token=answer");
    CHECK(answered.starts_with("HTTP/1.1 503 "));
    CHECK(answered.ends_with("\"not now\""));
    const std::string none = served.refusal("/api/chat/rooms/red?token=none");
    CHECK(none.starts_with("HTTP/1.1 403 "));
    CHECK(has(none, R"("message":"WebSocket refused")"));
  }

  TEST_CASE("a request that is no valid upgrade gets the application's error") {
    const Served served([](BaseController& controller) {
      WebSocketOptions options;
      options.origins = {"https://example.com"};
      controller.websocketRoute("/echo", {.message = echo}, options);
    });

    const std::string origin = served.refusal("/api/chat/echo", "Origin: https://evil.com\r\n");
    CHECK(origin.starts_with("HTTP/1.1 403 "));
    CHECK(has(origin, R"({"message":"Origin not allowed","statusCode":403,)"));
    const std::string key = served.refusal("/api/chat/echo", "Sec-WebSocket-Key: x\r\n");
    CHECK(key.starts_with("HTTP/1.1 400 "));
    const std::string version = served.refusal("/api/chat/echo", "Sec-WebSocket-Version: 8\r\n");
    CHECK(version.starts_with("HTTP/1.1 426 "));
    CHECK(served.connect("/api/chat/echo", "Origin: https://example.com\r\n").isUpgraded());
    CHECK(served.refusal("/api/chat").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("a request without an upgrade is told what is required") {
    TestController controller(
        [](BaseController& self) { self.websocketRoute("/echo", {.message = echo}); });
    EventLoop loop;
    loop.spawn("configure", [&]() -> Task<void> {
      co_await controller.configure();
      loop.stop();
    });
    loop.run();
    HttpApp app;
    app.route(controller.path(), controller.getRouter());
    app.freeze();

    const test::Answer answer = test::get(app, "/chat/echo");

    CHECK(answer.status == 426);
    CHECK(answer.contentType == "application/json");
    CHECK(answer.header("Upgrade") == "websocket");
    CHECK(answer.header("Connection") == "Upgrade");
    CHECK(answer.header("Sec-WebSocket-Version") == "13");
    CHECK(answer.body.starts_with(R"({"message":"Upgrade Required","statusCode":426,)"));
  }

  TEST_CASE("middlewares run around the handshake, and their headers are part of it") {
    const Served served(
        [](BaseController& controller) { controller.websocketRoute("/echo", {.message = echo}); },
        [](HttpApp& app) {
          app.use("*", {.before =
                            [](Context& context) {
                              context.header("X-Before", "yes");
                              if (context.req().query("stop")) {
                                context.text("stopped", 429);
                                return true;
                              }
                              return false;
                            },
                        .after =
                            [](Context& context) {
                              context.header("X-After", "yes");
                              if (context.req().query("fail")) {
                                throw std::runtime_error("a hook's mistake");
                              }
                            }});
          app.use([](Context& context, Next next) -> Task<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
            co_await next();
            context.header("X-Around", "yes");
          });
        });

    WebSocketClient client = served.connect("/api/chat/echo");
    CHECK(client.isUpgraded());
    CHECK(has(client.head(), "\r\nX-Before: yes\r\n"));
    CHECK(has(client.head(), "\r\nX-After: yes\r\n"));
    CHECK(has(client.head(), "\r\nX-Around: yes\r\n"));
    client.sendText("hello");
    CHECK(client.receiveText() == "hello");
    CHECK(served.refusal("/api/chat/echo?stop=1").starts_with("HTTP/1.1 429 "));
    CHECK(served.refusal("/api/chat/echo?fail=1").starts_with("HTTP/1.1 500 "));
  }

  TEST_CASE("a handler that throws closes its own connection") {
    const Served served([](BaseController& controller) {
      controller.websocketRoute("/fails",
                                {.message = [](WebSocketConnection&, bool, std::string_view) {
                                  throw std::runtime_error("a handler's mistake");
                                }});
      controller.websocketRoute("/echo", {.message = echo});
    });
    WebSocketClient other = served.connect("/api/chat/echo");
    WebSocketClient client = served.connect("/api/chat/fails");

    client.sendText("x");

    CHECK(client.closeCode() == 1011);
    other.sendText("x");
    CHECK(other.receiveText() == "x");
  }

  TEST_CASE("a route that lets every origin in says so, once") {
    const test::LogCapture log;
    const Served open([](BaseController& controller) {
      controller.websocketRoute("/open", {.message = echo});
      WebSocketOptions options;
      options.origins = {"https://example.com"};
      controller.websocketRoute("/closed", {.message = echo}, options);
    });

    const std::size_t at = log.text().find("WebSocketOptions::origins");
    CHECK(at != std::string::npos);
    CHECK(has(log.text(), "path: /open"));
    CHECK(log.text().find("WebSocketOptions::origins", at + 1) == std::string::npos);
  }

  TEST_CASE("what can not be is refused where it is declared") {
    const auto declare = [](const std::function<void(WebSocketOptions&)>& change) {
      WebSocketOptions options;
      change(options);
      const Served served([&](BaseController& controller) {
        controller.websocketRoute("/echo", {.message = echo}, options);
      });
    };
    CHECK_THROWS_WITH_AS(declare([](WebSocketOptions& options) { options.origins = {"a.com"}; }),
                         doctest::Contains("option: origins"), ApplicationError);
    CHECK_THROWS_WITH_AS(
        declare([](WebSocketOptions& options) { options.origins = {"https://a.com/"}; }),
        doctest::Contains("option: origins"), ApplicationError);
    CHECK_THROWS_WITH_AS(declare([](WebSocketOptions& options) { options.protocols = {"a b"}; }),
                         doctest::Contains("option: protocols"), ApplicationError);
    CHECK_THROWS_WITH_AS(
        declare([](WebSocketOptions& options) { options.limits.maxMessageBytes = 0; }),
        doctest::Contains("option: limits.maxMessageBytes"), ApplicationError);
    CHECK_THROWS_WITH_AS(
        declare([](WebSocketOptions& options) {
          options.perMessageDeflate = PerMessageDeflateOptions{.serverMaxWindowBits = 16};
        }),
        doctest::Contains("perMessageDeflate.serverMaxWindowBits"), ApplicationError);
    CHECK_THROWS_WITH_AS(Served([](BaseController& controller) {
                           controller.websocketRoute("/echo",
                                                     WebSocketRouteHandlers{.message = {}});
                         }),
                         doctest::Contains("WebSocketRouteHandlers::message"), ApplicationError);
  }
}
