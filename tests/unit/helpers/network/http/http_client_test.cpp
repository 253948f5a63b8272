#include "network/http/http_client.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "support/scripted_server.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;
using test::ScriptedServer;

const std::string HOST = "example.com";

/// A client on a loop of its own. An answer is kept as `200 body`, a failure as its reason.
class Client final : public HttpClient::Listener {
 public:
  explicit Client(std::uint16_t port, std::size_t maxBodyBytes = 1 << 20)
      : endpoint{.host = "127.0.0.1", .port = port} {
    http = std::make_unique<HttpClient>(loop, endpoint, limits, maxBodyBytes, *this);
  }
  ~Client() {
    http.reset();
    drain();
  }

  void send(HttpClientRequest request, std::chrono::milliseconds timeout = 10s) {
    http->send(std::move(request), 10s, timeout);
    CHECK(http->isBusy());
  }
  /// Sends one request, and runs the loop until there is an answer.
  const std::string& ask(HttpClientRequest request, std::chrono::milliseconds timeout = 10s) {
    const std::size_t before = outcomes.size();
    send(std::move(request), timeout);
    CHECK(outcomes.size() == before);
    loop.run();
    REQUIRE(outcomes.size() == before + 1);
    return outcomes.back();
  }
  const std::string& get(std::string target) {
    return ask({.target = std::move(target), .hostHeader = HOST});
  }
  /// Runs the loop until everything that is ready has been handled.
  void drain() {
    loop.post([this] { loop.post([this] { loop.post([this] { loop.stop(); }); }); });
    loop.run();
  }

  void onResponse(HttpClientResponse response) override {
    outcomes.push_back(std::to_string(response.status) + " " + response.body);
    last = std::move(response);
    finish();
  }
  void onFailed(const std::string& reason) override {
    outcomes.push_back(reason);
    finish();
  }

  EventLoop loop;
  ClientEndpoint endpoint;
  ConnectionLimits limits;
  std::unique_ptr<HttpClient> http;
  std::function<bool()> whenDone;  ///< whether to go on
  std::vector<std::string> outcomes;
  HttpClientResponse last;

 private:
  void finish() {
    CHECK_FALSE(http->isBusy());
    if (!whenDone || !whenDone()) {
      loop.stop();
    }
  }
};

std::string named(std::uint16_t port) { return " | server: 127.0.0.1:" + std::to_string(port); }

/// Our own server on a thread: it answers with what it was asked.
class DescribingServer {
 public:
  DescribingServer() : server_(loops_, {.host = "127.0.0.1", .port = 0}) {
    server_.setHandler([](HttpExchange& exchange) {
      std::string& text = exchange.response.body;
      text.append(exchange.request.methodName()).append(" ").append(exchange.request.target());
      for (const HttpHeader& header : exchange.request.headers()) {
        text.append("\n").append(header.name).append(": ").append(header.value);
      }
      text.append("\n").append(exchange.request.body());
      exchange.response.contentType = content_types::TEXT;
      exchange.finish();
    });
    server_.listen();
    thread_ = std::thread([this] { loops_.run(); });
  }
  ~DescribingServer() {
    loops_.main().spawn("close", [this]() -> Task<void> {
      co_await server_.close(std::chrono::milliseconds{0});
      loops_.stop();
    });
    thread_.join();
  }

  std::uint16_t port() const { return server_.port(); }
  std::size_t connections() const { return server_.connectionCount(); }

 private:
  EventLoopGroup loops_{1};
  HttpServer server_;
  std::thread thread_;
};

TEST_SUITE("helpers/network/http/HttpClient") {
  TEST_CASE("requests go to our server, one after the other over one connection") {
    DescribingServer server;
    Client client(server.port());

    CHECK(client.ask({.target = "/a?b=c", .hostHeader = HOST, .headers = {{"X-Test", "yes"}}}) ==
          "200 GET /a?b=c\nHost: example.com\nX-Test: yes\n");
    CHECK(client.last.header("content-type").starts_with("text/plain"));
    CHECK(client.ask({.method = "POST", .target = "/", .hostHeader = HOST, .body = "hello"}) ==
          "200 POST /\nHost: example.com\nContent-Length: 5\nhello");
    CHECK(client.ask({.method = "POST", .target = "/", .hostHeader = HOST}) ==
          "200 POST /\nHost: example.com\nContent-Length: 0\n");
    const std::string large(200'000, 'x');
    CHECK(client.ask({.method = "POST", .target = "/", .hostHeader = HOST, .body = large})
              .ends_with("\n" + large));
    CHECK(server.connections() == 1);
  }

  TEST_CASE("the next request may be sent in the answer of the one before") {
    DescribingServer server;
    Client client(server.port());
    client.whenDone = [&] {
      if (client.outcomes.size() < 3) {
        client.send({.target = "/" + std::to_string(client.outcomes.size()), .hostHeader = HOST});
        return true;
      }
      return false;
    };

    client.send({.target = "/0", .hostHeader = HOST});
    client.loop.run();

    REQUIRE(client.outcomes.size() == 3);
    CHECK(client.outcomes[2].starts_with("200 GET /2\n"));
    CHECK(server.connections() == 1);
  }

  TEST_CASE("an answer that ends with the connection is whole, and the next one has another") {
    ScriptedServer server([](ScriptedServer& self) {
      for (const std::string_view answer :
           {"HTTP/1.1 200 OK\r\n\r\nuntil the end",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nlast",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmoreof it"}) {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send(answer);
        peer->closeSending();
        CHECK(peer->receiveAll() == "");
      }
    });
    Client client(server.port());

    CHECK(client.get("/") == "200 until the end");
    CHECK(client.get("/") == "200 last");
    CHECK(client.get("/") == "200 more");
  }

  TEST_CASE("a connection that was closed between requests is opened again") {
    ScriptedServer server([](ScriptedServer& self) {
      for (int round = 0; round < 2; ++round) {
        const auto peer = self.accept();
        CHECK(peer->receiveUntil("\r\n\r\n").starts_with("GET /" + std::to_string(round)));
        peer->send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }
    });
    Client client(server.port());

    CHECK(client.get("/0") == "200 ");
    CHECK(client.get("/1") == "200 ");
  }

  TEST_CASE("a GET that a kept connection swallows is sent again, once") {
    ScriptedServer server([](ScriptedServer& self) {
      {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        peer->receiveUntil("\r\n\r\n");
      }
      const auto peer = self.accept();
      CHECK(peer->receiveUntil("\r\n\r\n").starts_with("GET /1 "));
    });
    Client client(server.port());

    CHECK(client.get("/0") == "200 ");
    CHECK(client.get("/1") ==
          "The server has closed the connection without an answer" + named(server.port()));
  }

  TEST_CASE("a POST that a kept connection swallows fails: it may have done its work") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      CHECK(peer->receiveUntil("\r\n\r\nbody").starts_with("POST /1 "));
    });
    Client client(server.port());

    CHECK(client.get("/0") == "200 ");
    CHECK(client.ask({.method = "POST", .target = "/1", .hostHeader = HOST, .body = "body"}) ==
          "The server has closed the connection without an answer" + named(server.port()));
  }

  TEST_CASE("a request whose answer has begun is not sent again") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");
    });
    Client client(server.port());

    CHECK(client.get("/") == "200 ");
    CHECK(client.get("/") ==
          "The answer cannot be used: it ended too early" + named(server.port()));
  }

  TEST_CASE("what nobody has asked for ends the kept connection") {
    constexpr std::string_view EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    constexpr std::string_view FORGED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    bool comesLater = false;
    SUBCASE("with the answer") {}
    SUBCASE("later") { comesLater = true; }
    std::promise<void> answered;
    std::function<void()> closed;
    ScriptedServer server([&](ScriptedServer& self) {
      {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        if (comesLater) {
          peer->send(EMPTY);
          answered.get_future().wait();
          peer->send(FORGED);
        } else {
          peer->send(std::string(EMPTY).append(FORGED));
        }
        CHECK(peer->receiveAll() == "");
      }
      closed();
      const auto peer = self.accept();
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nreal");
      peer->receiveAll();
    });
    Client client(server.port());
    closed = [&] { client.loop.post([&] { client.loop.stop(); }); };

    CHECK(client.get("/") == "200 ");
    answered.set_value();
    client.loop.run();

    CHECK(client.get("/") == "200 real");
    client.http.reset();
  }

  TEST_CASE("a server that does not answer in time is given up, and may be asked again") {
    ScriptedServer server([](ScriptedServer& self) {
      for (const std::string_view part : {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal"}) {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send(part);
        peer->receiveAll();
      }
      const auto peer = self.accept();
      peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      peer->receiveAll();
    });
    Client client(server.port());
    const std::string expected =
        "The server has not answered in time | limit: 50 ms" + named(server.port());

    CHECK(client.ask({.target = "/", .hostHeader = HOST}, 50ms) == expected);
    CHECK(client.ask({.target = "/", .hostHeader = HOST}, 50ms) == expected);
    CHECK(client.ask({.target = "/", .hostHeader = HOST}, 0ms) == "200 ");
  }

  TEST_CASE("an answer that is too large or malformed is refused") {
    struct Example {
      std::string answer;
      std::string_view error;
    };
    const Example examples[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "its body is larger than 100 bytes"},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n",
         "its header is larger than 16384 bytes"},
        {"SSH-2.0-OpenSSH\r\n\r\n", "it is malformed"},
    };
    for (const auto& [answer, error] : examples) {
      CAPTURE(error);
      ScriptedServer server([&answer](ScriptedServer& self) {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send(answer);
        peer->receiveAll();
      });
      Client client(server.port(), 100);

      const std::string& outcome = client.get("/");

      CHECK(outcome.starts_with("The answer cannot be used: " + std::string(error)));
      CHECK(outcome.ends_with(named(server.port())));
    }
  }

  TEST_CASE("a server that nobody can reach is a failure") {
    std::uint16_t port = 0;
    {
      ScriptedServer gone([](ScriptedServer&) {});
      port = gone.port();
    }
    Client client(port);

    CHECK(client.get("/") ==
          "Cannot connect to 127.0.0.1:" + std::to_string(port) + " | error: Connection refused");
  }

  TEST_CASE("whoever destroys it is told nothing more") {
    DescribingServer server;
    Client client(server.port());
    SUBCASE("while it waits") {
      client.send({.target = "/", .hostHeader = HOST});
      client.http.reset();
      client.drain();
      CHECK(client.outcomes.empty());
    }
    SUBCASE("in the answer") {
      client.whenDone = [&] {
        client.send({.target = "/", .hostHeader = HOST});
        client.http.reset();
        return false;
      };
      client.get("/");
      client.drain();
      CHECK(client.outcomes.size() == 1);
    }
  }
}

}  // namespace
}  // namespace ignis
