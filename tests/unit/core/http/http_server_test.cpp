#include "ignis/helpers/network/http/http_server.hpp"

#include "fake_exchange.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"

#include <doctest/doctest.h>

#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/describe/class.hpp>

using namespace ignis;

namespace {

struct Sum {
  int a = 0;
  int b = 0;
};
BOOST_DESCRIBE_STRUCT(Sum, (), (a, b))

/// Serves an app on a free port, on two loops.
class ServedApp {
 public:
  explicit ServedApp(HttpApp& app) : loops_(2), server_(loops_, {.host = "127.0.0.1", .port = 0}) {
    app.freeze();
    server_.setHandler([&app](HttpExchange& exchange) { app.handle(exchange); });
    server_.listen();
    thread_ = std::thread([this] { loops_.run(); });
  }
  ~ServedApp() {
    loops_.main().spawn("close", [this]() -> Task<void> {
      co_await server_.close(std::chrono::milliseconds(1000));
      loops_.stop();
    });
    thread_.join();
  }

  /// Sends `requests` at once and returns everything until the server closes.
  std::string exchange(const std::string& requests) const {
    namespace asio = boost::asio;
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_.port()});
    asio::write(socket, asio::buffer(requests));
    std::string answers;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(answers), end);
    return answers;
  }

 private:
  EventLoopGroup loops_;
  HttpServer server_;
  std::thread thread_;
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_SUITE("core/http over a server") {
  TEST_CASE("pipelined requests are answered in order, whether they wait or not") {
    Router router;
    router.add(HttpMethod::POST, "/sum", [](Body<Sum> sum) { return sum->a + sum->b; });
    router.add(HttpMethod::GET, "/wait/{n}", [](Context& context) -> Task<std::string> {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                      std::chrono::milliseconds(1));
      co_await timer.async_wait(boost::asio::use_awaitable);
      const Context* const current = useRequestContext();
      co_return current == &context ? std::string(context.req().param("n")) : "lost";
    });
    HttpApp app;
    app.route("/", router);
    const ServedApp served(app);

    const std::string answers = served.exchange(
        test::toText({.target = "/wait/one"}) +
        test::toText({.method = "POST", .target = "/sum", .body = R"({"a":1,"b":2})"}) +
        test::toText({.target = "/wait/two"}) +
        test::toText({.method = "HEAD", .target = "/wait/x", .headers = {"Connection: close"}}));

    CHECK(count(answers, "HTTP/1.1 200 OK\r\n") == 4);
    const std::size_t one = answers.find("\r\n\r\n\"one\"HTTP/1.1");
    const std::size_t sum = answers.find("\r\n\r\n3HTTP/1.1");
    const std::size_t two = answers.find("\r\n\r\n\"two\"HTTP/1.1");
    CHECK(one < sum);
    CHECK(sum < two);
    CHECK(two != std::string::npos);
    CHECK(answers.ends_with("\r\n\r\n"));
  }

  TEST_CASE("clients of several threads are served at once") {
    Router router;
    router.add(HttpMethod::GET, "/{n}", [](Context& context) -> Task<Response> {
      context.set("n", std::string(context.req().param("n")));
      const auto executor = co_await boost::asio::this_coro::executor;
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
      co_return context.text(*useRequestContext()->get<std::string>("n"));
    });
    HttpApp app;
    app.route("/", router);
    const ServedApp served(app);

    std::vector<std::thread> clients;
    std::atomic<std::size_t> answered = 0;
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&, client] {
        std::string requests;
        for (int i = 0; i < 50; ++i) {
          std::vector<std::string> headers;
          if (i == 49) {
            headers.emplace_back("Connection: close");
          }
          requests += test::toText(
              {.target = "/client" + std::to_string(client), .headers = std::move(headers)});
        }
        answered += count(served.exchange(requests), "\r\n\r\nclient" + std::to_string(client));
      });
    }
    for (std::thread& client : clients) {
      client.join();
    }

    CHECK(answered == 200);
  }
}
