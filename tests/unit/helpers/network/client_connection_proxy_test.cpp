#include "network/client/client_connection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "unit/helpers/network/client_connection_client.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;
using test::Authority;
using Client = test::ConnectionClient;
using test::Events;
using test::local;
using test::named;
using test::ScriptedServer;

TEST_SUITE("helpers/network/client/ClientConnection") {
  TEST_CASE("whoever accepts and says nothing is given up") {
    const Authority authority;
    ScriptedServer server([](ScriptedServer& self) { self.accept()->receiveAll(); });
    ClientEndpoint endpoint = local(server.port());
    std::string reason;
    SUBCASE("in the TLS handshake") {
      endpoint.tls = authority.trusted();
      reason = "The server has not finished the TLS handshake in time" + named(server.port());
    }
    SUBCASE("as a proxy") {
      endpoint.port = 1;
      endpoint.proxy = ProxyEndpoint{.host = "127.0.0.1", .port = server.port()};
      reason = "The proxy has not answered in time" + named(1) +
               " | proxy: 127.0.0.1:" + std::to_string(server.port());
    }
    Client client(endpoint);

    client.run(50ms);

    CHECK(client.events == Events{"closed"});
    CHECK(client.closeReason == reason);
  }

  TEST_CASE("a proxy opens a tunnel") {
    std::string request;
    ScriptedServer proxy([&](ScriptedServer& self) {
      const auto peer = self.accept();
      request = peer->receiveUntil("\r\n\r\n");
      peer->send("HTTP/1.1 200 Connection established\r\nVia: test\r\n");
      peer->send("\r\nhello ");
      peer->receiveUntil("ping");
      peer->send("pong");
    });
    ClientEndpoint endpoint{.host = "::1", .port = 8443};
    endpoint.proxy =
        ProxyEndpoint{.host = "127.0.0.1", .port = proxy.port(), .authorization = "Basic YTpi"};
    Client client(endpoint);
    client.whenConnected = [&] { client.connection->write("ping"); };

    client.run();
    proxy.finish();

    CHECK(request ==
          "CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\n"
          "Proxy-Authorization: Basic YTpi\r\n\r\n");
    CHECK(client.received == "hello pong");
    CHECK(client.events == Events{"connected", "closed"});
  }

  TEST_CASE("TLS goes through the tunnel to the server, not to the proxy") {
    const Authority authority;
    ScriptedServer proxy(
        [certificate = authority.authority.issue({.names = "DNS:far.test"})](ScriptedServer& self) {
          const auto peer = self.accept();
          CHECK(peer->receiveUntil("\r\n\r\n").starts_with("CONNECT far.test:443 HTTP/1.1\r\n"));
          peer->send("HTTP/1.0 200\r\n\r\n");
          CHECK(peer->startTls(certificate));
          peer->send(peer->serverName());
          peer->sayTlsGoodbye();
        });
    ClientEndpoint endpoint{.host = "far.test", .port = 443, .tls = authority.trusted()};
    endpoint.proxy = ProxyEndpoint{.host = "127.0.0.1", .port = proxy.port()};
    Client client(endpoint);

    client.run();

    CHECK(client.received == "far.test");
  }

  TEST_CASE("a proxy that does not open a tunnel is named with what it said") {
    struct Example {
      std::string answer;
      std::string_view reason;
    };
    const Example examples[] = {
        {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
         "The proxy refuses the tunnel | status: 407"},
        {"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", "The proxy refuses the tunnel | status: 301"},
        {"SSH-2.0-OpenSSH\r\n\r\n", "The proxy's answer makes no sense"},
        {"HTTP/1.1 2xx\r\n\r\n", "The proxy's answer makes no sense"},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(9000, 'x') + "\r\n\r\n",
         "The proxy's answer is too large"},
        {"HTTP/1.1 200 OK\r\n", "The proxy has closed the connection"},
        {"", "The proxy has closed the connection"},
    };
    for (const auto& [answer, reason] : examples) {
      CAPTURE(answer);
      ScriptedServer proxy([&answer](ScriptedServer& self) {
        const auto peer = self.accept();
        peer->receiveUntil("\r\n\r\n");
        peer->send(answer);
        peer->closeSending();
        peer->receiveAll();
      });
      ClientEndpoint endpoint = local(1);
      endpoint.proxy = ProxyEndpoint{.host = "127.0.0.1", .port = proxy.port()};
      Client client(endpoint);

      client.run();

      CHECK(client.events == Events{"closed"});
      CHECK(client.closeReason ==
            std::string(reason) + named(1) + " | proxy: 127.0.0.1:" + std::to_string(proxy.port()));
    }
  }

  TEST_CASE("a proxy that nobody can reach is named with the server") {
    std::uint16_t port = 0;
    {
      ScriptedServer gone([](ScriptedServer&) {});
      port = gone.port();
    }
    ClientEndpoint endpoint{.host = "example.com", .port = 80};
    endpoint.proxy = ProxyEndpoint{.host = "127.0.0.1", .port = port};
    Client client(endpoint);

    client.run();

    CHECK(client.closeReason == "Cannot connect to 127.0.0.1:" + std::to_string(port) +
                                    " | error: Connection refused | proxy of: example.com:80");
  }
}

}  // namespace
}  // namespace ignis
