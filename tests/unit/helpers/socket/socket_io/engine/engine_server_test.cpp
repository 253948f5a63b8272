#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "engine_server_thread.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_response.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

struct Refusal {
  std::string method;
  std::string query;
  int code;
  std::string message;
};

std::string jsonOf(const Refusal& refusal) {
  return R"({"code":)" + std::to_string(refusal.code) + R"(,"message":")" + refusal.message +
         R"("})";
}

}  // namespace

TEST_SUITE("helpers/socket_io/EngineServer") {
  TEST_CASE("the first GET is answered with the handshake") {
    EngineServerThread server;
    const PollingClient client(server.port());

    CHECK(client.sid().size() == 20);
    CHECK(client.handshake() ==
          R"(0{"sid":")" + client.sid() +
              R"(","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,)"
              R"("maxPayload":1000000})");
    CHECK(statusOf(client.head()) == 200);
    CHECK(contains(client.head(), "\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
    CHECK(contains(client.head(), "\r\ncache-control: no-store\r\n"));
    CHECK_FALSE(contains(client.head(), "Set-Cookie"));
    CHECK_FALSE(contains(client.head(), "X-XSS-Protection"));
    CHECK(server.server().clientsCount() == 1);
  }

  TEST_CASE("a WebSocket handshake offers no upgrade") {
    EngineServerThread server;
    WebSocketClient client(server.port(), "/engine.io/?EIO=4&transport=websocket");
    CHECK(contains(client.receiveText(), R"("upgrades":[],)"));
  }

  TEST_CASE("requests that open no session are answered by the table of errors") {
    EngineServerThread server;
    const std::vector<Refusal> refusals{
        {"GET", "EIO=4", 0, "Transport unknown"},
        {"GET", "EIO=4&transport=abc", 0, "Transport unknown"},
        {"GET", "EIO=4&transport=__proto__", 0, "Transport unknown"},
        {"GET", "EIO=4&transport=polling&transport=webtransport", 0, "Transport unknown"},
        {"GET", "EIO=4&transport=polling&sid=abc", 1, "Session ID unknown"},
        {"POST", "EIO=4&transport=polling&sid=abcdefghijklmnopqrst", 1, "Session ID unknown"},
        {"GET", "EIO=4&transport=polling&sid=" + std::string(6000, 'x'), 1, "Session ID unknown"},
        {"POST", "EIO=4&transport=polling", 2, "Bad handshake method"},
        {"PUT", "EIO=4&transport=polling", 2, "Bad handshake method"},
        {"OPTIONS", "EIO=4&transport=polling", 2, "Bad handshake method"},
        {"GET", "EIO=4&transport=websocket", 3, "Bad request"},
        {"GET", "transport=polling", 5, "Unsupported protocol version"},
        {"GET", "EIO=3&transport=polling", 5, "Unsupported protocol version"},
        {"GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version"},
        {"GET", "EIO=4&EIO=3&transport=polling", 5, "Unsupported protocol version"},
    };
    for (const Refusal& refusal : refusals) {
      CAPTURE(refusal.query);
      const std::string answer =
          request(server.port(), refusal.method, "/engine.io/?" + refusal.query);
      CHECK(statusOf(answer) == 400);
      CHECK(contains(answer, "\r\nContent-Type: application/json\r\n"));
      CHECK(bodyOf(answer) == jsonOf(refusal));
    }
    CHECK(server.server().clientsCount() == 0);
  }

  TEST_CASE("whatever the query says, it is answered and the server goes on") {
    EngineServerThread server({}, 2);
    const std::vector<std::string> parts{
        "EIO",      "=",   "4",  "3",   "&",    "transport", "polling", "websocket", "sid",
        "t",        "b64", "j",  "%00", "%",    "%zz",       "[]",      "[0]",       "__proto__",
        "\xc3\xa9", "+",   "&&", "===", "null", "-1",        "%26",     "?",         "1e9",
    };
    std::minstd_rand random(42);
    HttpClient client(server.port());
    for (int round = 0; round < 2000; ++round) {
      std::string query = round % 2 == 0 ? "EIO=4&transport=polling&" : "";
      for (auto count = random() % 12; count > 0; --count) {
        query += parts[random() % parts.size()];
      }
      CAPTURE(query);
      client.send("POST /engine.io/?" + query +
                  " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n4x");
      REQUIRE(statusOf(client.receive()) == 400);
    }
    CHECK(PollingClient(server.port()).sid().size() == 20);
  }

  TEST_CASE("refused upgrades are answered in text, and closed") {
    EngineServerThread server;
    const std::vector<Refusal> refusals{
        {"GET", "EIO=4&transport=abc", 0, "Transport unknown"},
        {"GET", "EIO=4&transport=websocket&sid=abc", 1, "Session ID unknown"},
        {"GET", "EIO=4&transport=polling", 3, "Bad request"},
        {"GET", "EIO=3&transport=websocket", 5, "Unsupported protocol version"},
        {"GET", "transport=websocket", 5, "Unsupported protocol version"},
    };
    for (const Refusal& refusal : refusals) {
      CAPTURE(refusal.query);
      WebSocketClient client(server.port(), "/engine.io/?" + refusal.query);
      CHECK(client.head() ==
            "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: "
            "text/html\r\nContent-Length: " +
                std::to_string(refusal.message.size()) + "\r\n\r\n");
      CHECK(client.body() == refusal.message);
    }
  }

  TEST_CASE("without the WebSocket transport an upgrade is a request like any other") {
    EngineServerThread server({.transports = {"polling"}});
    WebSocketClient client(server.port(), "/engine.io/?EIO=4&transport=websocket",
                           "Connection: close\r\n");
    CHECK(contains(client.head(), "\r\nContent-Type: application/json\r\n"));

    CHECK(contains(PollingClient(server.port()).handshake(), R"("upgrades":[],)"));
  }

  TEST_CASE("without the polling transport a poll is refused") {
    EngineServerThread server({.transports = {"websocket"}});
    CHECK(bodyOf(request(server.port(), "GET", "/engine.io/?EIO=4&transport=polling")) ==
          R"({"code":0,"message":"Transport unknown"})");
  }

  TEST_CASE("listeners are told of refusals and may add headers") {
    EventQueue errors;
    EngineServerThread server({}, 1, {}, [&](EngineServer& engine) {
      engine.engine()
          .onConnectionError([&](const ConnectionError& error) {
            errors.add(std::to_string(error.code) + " " + std::string(error.message) + " " +
                       std::string(error.context) + " " +
                       std::string(error.request.header("X-Who")));
          })
          .onInitialHeaders([](HttpResponse& response, const HttpRequest&) {
            response.header("X-Initial", "yes");
          })
          .onHeaders([](HttpResponse& response, const HttpRequest& http) {
            response.header("X-Method", http.methodName());
          })
          .onHeaders([](HttpResponse&, const HttpRequest&) { throw std::runtime_error("mine"); });
    });

    request(server.port(), "GET", "/engine.io/?EIO=4&transport=websocket", "X-Who: me\r\n");
    CHECK(errors.next() == "3 Bad request TRANSPORT_HANDSHAKE_ERROR me");

    PollingClient client(server.port());
    CHECK(contains(client.head(), "X-Initial: yes\r\nX-Method: GET\r\n"));
    const std::string answer = client.post("4x");
    CHECK(contains(answer, "X-Method: POST\r\n"));
    CHECK_FALSE(contains(answer, "X-Initial"));
    WebSocketClient webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket");
    CHECK(contains(webSocket.head(), "X-Initial: yes\r\nX-Method: GET\r\n"));
  }

  TEST_CASE("the cookie is on the polling handshake only") {
    EngineServerThread server({.cookie = CookieOptions{}});
    PollingClient client(server.port());
    CHECK(contains(client.head(),
                   "\r\nSet-Cookie: io=" + client.sid() + "; Path=/; HttpOnly; SameSite=Lax\r\n"));
    CHECK_FALSE(contains(client.post("4x"), "Set-Cookie"));
    WebSocketClient webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket");
    CHECK_FALSE(contains(webSocket.head(), "Set-Cookie"));
  }

  TEST_CASE("the initial packet follows every handshake") {
    EngineServerThread server({.initialPacket = "hello"});
    CHECK(PollingClient(server.port())
              .handshake()
              .ends_with("}\x1e"
                         "4hello"));
    WebSocketClient webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket");
    webSocket.receiveText();
    CHECK(webSocket.receiveText() == "4hello");
  }

  TEST_CASE("the list of origins and the preflight hold for polling") {
    EngineServerThread server(
        {.cors = CorsOptions{.origin = {"https://ours.example"}, .credentials = true}});
    const std::string target = "/engine.io/?EIO=4&transport=polling";
    const std::string ours =
        request(server.port(), "GET", target, "Origin: https://ours.example\r\n");
    CHECK(contains(ours, "Access-Control-Allow-Origin: https://ours.example\r\n"));
    CHECK(contains(ours, "Access-Control-Allow-Credentials: true\r\n"));

    const std::string theirs =
        request(server.port(), "GET", target, "Origin: https://theirs.example\r\n");
    CHECK(statusOf(theirs) == 403);
    CHECK(bodyOf(theirs) == R"({"code":4,"message":"Forbidden"})");
    CHECK(statusOf(request(server.port(), "OPTIONS", target, "Origin: https://ours.example\r\n")) ==
          204);
  }

  TEST_CASE("allowRequest decides about polling too") {
    EngineOptions options;
    options.allowRequest = [](const HttpRequest& http) -> Task<AllowRequestResult> {
      AllowRequestResult result;
      result.isAllowed = http.hasHeader("X-Key");
      result.message = "no key";
      co_return result;
    };
    EngineServerThread server(options);
    const std::string target = "/engine.io/?EIO=4&transport=polling";
    const std::string refused = request(server.port(), "GET", target);
    CHECK(statusOf(refused) == 403);
    CHECK(bodyOf(refused) == R"({"code":4,"message":"no key"})");

    PollingClient client(server.port(), {}, "X-Key: 1\r\n");
    CHECK(client.post("4x").ends_with("ok"));
    CHECK(client.poll() == "4x");
  }

  TEST_CASE("a Socket.IO server has the same defaults, but for the path") {
    const EngineOptions engine;
    const ServerOptions server;
    CHECK(engine.path == "/engine.io");
    CHECK(server.path == "/socket.io");
    CHECK(engine.addTrailingSlash == server.addTrailingSlash);
    CHECK(engine.pingInterval == server.pingInterval);
    CHECK(engine.pingTimeout == server.pingTimeout);
    CHECK(engine.upgradeTimeout == server.upgradeTimeout);
    CHECK(engine.maxHttpBufferSize == server.maxHttpBufferSize);
    CHECK(engine.transports == server.transports);
    CHECK(engine.allowUpgrades == server.allowUpgrades);
    CHECK(engine.httpCompression->threshold == server.httpCompression->threshold);
    CHECK(engine.initialPacket == server.initialPacket);
    CHECK(engine.cookie.has_value() == server.cookie.has_value());
    CHECK(engine.cors.has_value() == server.cors.has_value());
    CHECK(engine.allowEIO3 == server.allowEIO3);
    CHECK(engine.destroyUpgrade == server.destroyUpgrade);
    CHECK(engine.destroyUpgradeTimeout == server.destroyUpgradeTimeout);
    CHECK(engine.maxPacketsPerPayload == server.maxPacketsPerPayload);
  }

  TEST_CASE("options that make no sense are refused") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {.host = "127.0.0.1", .port = 0});
    EngineOptions options;
    std::string name;
    SUBCASE("no transport") {
      options.transports = {};
      name = "transports";
    }
    SUBCASE("an unknown transport") {
      options.transports = {"polling", "webtransport"};
      name = "transports";
    }
    SUBCASE("clients of version 2") {
      options.allowEIO3 = true;
      name = "allowEIO3";
    }
    SUBCASE("a cookie that breaks its header") {
      options.cookie = CookieOptions{.path = "/\r\nX: y"};
      name = "cookie";
    }
    CHECK_THROWS_WITH_AS(EngineServer(http, options),
                         doctest::Contains(("option: " + name).c_str()), ApplicationError);
  }
}
