#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/http_client.hpp"
#include "support/socket_io_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

/// Answers `echo`, and writes down how sockets end.
std::function<void(Server&)> echoing(Journal& journal) {
  return [&journal](Server& server) {
    server.on("connection", [&journal](Socket& socket) {
      socket.on("echo", [](Socket& self, const IncomingEvent& event, Ack ack) {
        self.emit("echoed", RawJson{event.data});
        ack(RawJson{event.data});
      });
      socket.on("1", [](Socket& self) { self.emit("one"); });
      socket.on("error", [&journal](std::string message) { journal.add("error " + message); });
      socket.on("disconnecting", [&journal](Socket& self, std::string reason) {
        journal.add("disconnecting " + reason + (self.isIn(self.id()) ? " in" : " out"));
      });
      socket.on("disconnect", [&journal](Socket& self, std::string reason) {
        journal.add("disconnect " + reason + (self.rooms().empty() ? "" : " in"));
      });
    });
  };
}

std::string plain(std::uint16_t port, std::string_view method, std::string_view target,
                  std::string_view headers = {}) {
  HttpClient client(port);
  client.send(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" +
              std::string(headers) + "\r\n");
  return client.receive();
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_SUITE("helpers/socket_io/Server: handshake") {
  TEST_CASE("a WebSocket request opens a session") {
    SocketIOServerThread server;
    SocketIOClient client(server.port());

    CHECK(contains(client.webSocket.head(),
                   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    CHECK(client.handshake.starts_with(R"(0{"sid":")"));
    CHECK(client.handshake.ends_with(
        R"(","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})"));
    CHECK(client.handshake.size() == 107);
    server.settle();
    CHECK(server.server().clientsCount() == 1);
  }

  TEST_CASE("a request that opens no session is answered with the reason") {
    SocketIOServerThread server;
    struct Row {
      std::string_view method;
      std::string_view query;
      std::string_view body;
    };
    const Row rows[] = {
        {"GET", "EIO=4", R"({"code":0,"message":"Transport unknown"})"},
        {"GET", "EIO=4&transport=abc", R"({"code":0,"message":"Transport unknown"})"},
        {"POST", "EIO=4&transport=polling", R"({"code":2,"message":"Bad handshake method"})"},
        {"GET", "EIO=4&transport=__proto__", R"({"code":0,"message":"Transport unknown"})"},
        {"GET", "EIO=4&transport=websocket&sid=abc",
         R"({"code":1,"message":"Session ID unknown"})"},
        {"POST", "EIO=4&transport=websocket", R"({"code":2,"message":"Bad handshake method"})"},
        {"OPTIONS", "EIO=4&transport=websocket", R"({"code":2,"message":"Bad handshake method"})"},
        {"GET", "EIO=4&transport=websocket", R"({"code":3,"message":"Bad request"})"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.query);
      const std::string answer =
          plain(server.port(), row.method, "/socket.io/?" + std::string(row.query),
                row.method == "POST" ? "Content-Length: 0\r\n" : "");
      CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
      CHECK(contains(answer, "Content-Type: application/json\r\n"));
      CHECK(answer.ends_with(row.body));
    }
  }

  TEST_CASE("a refused upgrade is answered in text, and closed") {
    SocketIOServerThread server;
    const std::pair<std::string_view, std::string> rows[] = {
        {"EIO=4", "Transport unknown"},
        {"EIO=4&transport=polling", "Bad request"},
        {"EIO=4&transport=websocket&sid=abc", "Session ID unknown"},
        {"transport=websocket", "Unsupported protocol version"},
        {"EIO=3&transport=websocket", "Unsupported protocol version"},
        {"EIO=4&EIO=abc&transport=websocket", "Unsupported protocol version"},
    };
    for (const auto& [query, message] : rows) {
      CAPTURE(query);
      WebSocketClient client(server.port(), "/socket.io/?" + std::string(query));
      CHECK(client.head() ==
            "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
            "Content-Length: " +
                std::to_string(message.size()) + "\r\n\r\n");
      CHECK(client.body() == message);
    }
  }

  TEST_CASE("only targets below the path are taken") {
    SocketIOServerThread server({}, {.path = "/io"});

    CHECK(plain(server.port(), "GET", "/io?EIO=4&transport=websocket").starts_with("HTTP/1.1 404"));
    CHECK(plain(server.port(), "GET", "/socket.io/").starts_with("HTTP/1.1 404"));
    SocketIOClient client(server.port(), "EIO=4&transport=websocket", {}, "/io/");
    CHECK(client.webSocket.isUpgraded());
  }

  TEST_CASE("cross-origin headers are on every answer") {
    CorsOptions cors{.methods = {"GET", "POST"}, .credentials = true};
    SocketIOServerThread server({}, {.cors = cors});

    const std::string refused = plain(server.port(), "GET", "/socket.io/?EIO=4");
    CHECK(contains(refused, "\r\nAccess-Control-Allow-Origin: *\r\n"));
    CHECK(contains(refused, "\r\nAccess-Control-Allow-Credentials: true\r\n"));

    const std::string preflight =
        plain(server.port(), "OPTIONS", "/socket.io/?EIO=4&transport=polling",
              "Origin: http://a.example\r\nAccess-Control-Request-Headers: authorization\r\n");
    CHECK(preflight.starts_with("HTTP/1.1 204 No Content\r\n"));
    CHECK(contains(preflight, "\r\nAccess-Control-Allow-Methods: GET,POST\r\n"));
    CHECK(contains(preflight, "\r\nVary: Access-Control-Request-Headers\r\n"));
    CHECK(contains(preflight, "\r\nAccess-Control-Allow-Headers: authorization\r\n"));

    SocketIOClient client(server.port(), "EIO=4&transport=websocket",
                          "Origin: http://a.example\r\n");
    CHECK(contains(client.webSocket.head(), "\r\nAccess-Control-Allow-Origin: *\r\n"));
  }

  TEST_CASE("the list of origins holds for WebSocket too") {
    CorsOptions cors{.origin = {"https://good.example"}};
    SocketIOServerThread server({}, {.cors = cors});

    SocketIOClient good(server.port(), "EIO=4&transport=websocket",
                        "Origin: https://good.example\r\n");
    CHECK(good.webSocket.isUpgraded());
    CHECK(contains(good.webSocket.head(),
                   "\r\nAccess-Control-Allow-Origin: https://good.example\r\n"));
    CHECK(contains(good.webSocket.head(), "\r\nVary: Origin\r\n"));
    SocketIOClient noPage(server.port());
    CHECK(noPage.webSocket.isUpgraded());

    WebSocketClient bad(server.port(), "/socket.io/?EIO=4&transport=websocket",
                        "Origin: https://evil.example\r\n");
    CHECK(bad.head().starts_with("HTTP/1.1 403 Forbidden\r\n"));
    CHECK(bad.body() == "Forbidden");
  }

  TEST_CASE("allowRequest decides before there is a session") {
    ServerOptions options;
    options.allowRequest = [](const HttpRequest& request) -> Task<AllowRequestResult> {
      AllowRequestResult result;
      result.isAllowed = request.header("X-Token") == "yes";
      result.message = request.header("X-Message");
      co_return result;
    };
    SocketIOServerThread server({}, options);
    const std::string target = "/socket.io/?EIO=4&transport=websocket";

    SocketIOClient allowed(server.port(), "EIO=4&transport=websocket", "X-Token: yes\r\n");
    allowed.connect();
    WebSocketClient refused(server.port(), target);
    CHECK(refused.head().starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(refused.body() == "Forbidden");
    WebSocketClient explained(server.port(), target, "X-Message: not today\r\n");
    CHECK(explained.body() == "not today");
  }

  TEST_CASE("a broken WebSocket handshake is refused and nothing stays behind") {
    SocketIOServerThread server;
    const std::string answer =
        plain(server.port(), "GET", "/socket.io/?EIO=4&transport=websocket",
              "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: short\r\n");
    CHECK(answer.starts_with("HTTP/1.1 400"));
    CHECK(server.server().clientsCount() == 0);
  }

  TEST_CASE("options that make no sense are refused before the server starts") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {.host = "127.0.0.1", .port = 0});
    ServerOptions options;
    SUBCASE("path") { options.path = "io"; }
    SUBCASE("pingInterval") { options.pingInterval = 0ms; }
    SUBCASE("pingTimeout") { options.pingTimeout = -1ms; }
    SUBCASE("maxHttpBufferSize") { options.maxHttpBufferSize = 0; }
    SUBCASE("transports") { options.transports = {"polling", "webtransport"}; }
    CHECK_THROWS_AS(Server(http, options), ApplicationError);
  }
}

TEST_SUITE("helpers/socket_io/Server: packets") {
  TEST_CASE("joining the default namespace is answered with an id") {
    SocketIOServerThread server;
    SocketIOClient client(server.port());

    client.send("40");

    const std::string answer = client.receive();
    CHECK(answer.starts_with(R"(40{"sid":")"));
    CHECK(answer.ends_with(R"("})"));
    CHECK(answer.size() == 32);
    CHECK(answer.substr(10, 20) != client.handshake.substr(9, 20));
  }

  TEST_CASE("a namespace that does not exist is refused and the connection stays") {
    SocketIOServerThread server;
    SocketIOClient client(server.port());

    client.send("40/random");
    CHECK(client.receive() == R"(44/random,{"message":"Invalid namespace"})");
    client.send("40/random,{}");
    CHECK(client.receive() == R"(44/random,{"message":"Invalid namespace"})");
    client.connect();
  }

  TEST_CASE("events are answered with acknowledgements") {
    Journal journal;
    SocketIOServerThread server(echoing(journal));
    SocketIOClient client(server);

    client.send(R"(42["echo",1,"2",{"3":[true]}])");
    CHECK(client.receive() == R"(42["echoed",["echo",1,"2",{"3":[true]}]])");
    client.send(R"(42456["echo"])");
    CHECK(client.receive() == R"(42["echoed",["echo"]])");
    CHECK(client.receive() == R"(43456[["echo"]])");
    client.send("42[1,2]");
    CHECK(client.receive() == R"(42["one"])");
    client.send(R"(4299["nobody listens to this"])");
    client.send(R"(420["echo"])");
    CHECK(client.receive() == R"(42["echoed",["echo"]])");
    CHECK(client.receive() == R"(430[["echo"]])");
  }

  TEST_CASE("packets that break the protocol close the connection") {
    struct Row {
      std::string_view packet;
      std::string error;
      std::string reason = "forced close";
      bool isBinary = false;
    };
    const Row rows[] = {
        {"40", "", "forced close"},
        {"44{\"message\":\"x\"}", "", "forced close"},
        {"42/admin,[\"echo\"]", "", "forced close"},
        {R"(42["disconnect"])", "invalid payload"},
        {"42", "invalid payload"},
        {"42{}", "invalid payload"},
        {R"(42abc["message"])", "invalid payload"},
        {R"(411-["x"])", "invalid payload"},
        {"41{}", "invalid payload"},
        {R"(450-["echo",1])", "Illegal attachments"},
        {R"(4511-["echo",1])", "too many attachments"},
        {"47", "unknown packet type 7"},
        {"4abc", "unknown packet type NaN"},
        {"\x01", "got binary data when not reconstructing a packet", "forced close", true},
        {"2", "", "transport error"},
        {"2probe", "", "transport error"},
        {"9", "", "parse error"},
        {"", "", "parse error"},
        {"1", "", "transport close"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.packet);
      Journal journal;
      SocketIOServerThread server(echoing(journal));
      SocketIOClient client(server);
      SocketIOClient bystander(server);

      client.webSocket.sendFrame(row.isBinary ? 2 : 1, row.packet);

      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
      Strings expected{"disconnecting " + row.reason + " in", "disconnect " + row.reason};
      if (!row.error.empty()) {
        expected.insert(expected.begin(), "error " + row.error);
      }
      CHECK(journal.entries() == expected);
      bystander.send(R"(42["echo"])");
      CHECK(bystander.receive() == R"(42["echoed",["echo"]])");
    }
  }

  TEST_CASE("a first packet that is no CONNECT closes the connection") {
    SocketIOServerThread server;
    for (const char* packet : {R"(42["echo"])", "41", "430[]", "40[]", "40null"}) {
      CAPTURE(packet);
      SocketIOClient client(server.port());
      client.send(packet);
      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    }
  }

  TEST_CASE("packets that mean nothing are ignored") {
    Journal journal;
    SocketIOServerThread server(echoing(journal));
    SocketIOClient client(server);

    for (const char* packet : {"6", "5", "0{}", R"(4399["x"])", "43[]", "431", "3"}) {
      client.send(packet);
    }

    client.send(R"(42["echo"])");
    CHECK(client.receive() == R"(42["echoed",["echo"]])");
  }

  TEST_CASE("a client may leave and come back, but not speak in between") {
    Journal journal;
    SocketIOServerThread server(echoing(journal));
    SocketIOClient client(server);
    const std::string firstId = client.id;

    client.send("41");
    client.connect();
    CHECK(client.id != firstId);
    CHECK(journal.entries() == Strings{"disconnecting client namespace disconnect in",
                                       "disconnect client namespace disconnect"});

    client.send("41");
    client.send(R"(42["echo"])");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
  }

  TEST_CASE("a message over the limit is refused") {
    Journal journal;
    SocketIOServerThread server(echoing(journal), {.maxHttpBufferSize = 1000});
    SocketIOClient client(server);

    client.send("42[\"" + std::string(1000, 'x') + "\"]");

    CHECK(client.closeCode() == 1009);
  }

  TEST_CASE("a lost connection is told as such") {
    Journal journal;
    SocketIOServerThread server(echoing(journal));
    { SocketIOClient client(server); }
    SocketIOClient other(server);
    other.webSocket.sendClose();
    CHECK(other.closeCode() == WebSocketClient::NO_CODE);

    while (journal.entries().size() < 4) {
      server.settle();
    }
    for (const std::string& entry : journal.entries()) {
      CHECK(contains(entry, "transport close"));
    }
  }

  TEST_CASE("who joins no namespace in time is closed") {
    SocketIOServerThread server({}, {.connectTimeout = 30ms});
    SocketIOClient client(server.port());
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
  }

  TEST_CASE("a silent client is closed after the heartbeat") {
    Journal journal;
    SocketIOServerThread server(echoing(journal), {.pingInterval = 30ms, .pingTimeout = 30ms});
    SocketIOClient client(server.port());
    client.connect();

    CHECK(client.webSocket.receiveText() == "2");
    client.send("3");
    CHECK(client.webSocket.receiveText() == "2");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    CHECK(journal.entries() == Strings{"disconnecting ping timeout in", "disconnect ping timeout"});
  }
}
