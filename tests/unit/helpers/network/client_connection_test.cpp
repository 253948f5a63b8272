#include "network/client/client_connection.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

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
  TEST_CASE("bytes go both ways until the server closes orderly") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      CHECK(peer->receiveUntil("ping") == "ping");
      peer->send("pong");
    });
    Client client(local(server.port()));
    client.whenConnected = [&] {
      CHECK(client.connection->isConnected());
      client.connection->output().append("pi");
      client.connection->outputQueued();
      client.connection->write("ng");
    };

    client.run();

    CHECK(client.events == Events{"connected", "closed"});
    CHECK(client.received == "pong");
    CHECK(client.closeReason == "");
    CHECK_FALSE(client.connection->isConnected());
  }

  TEST_CASE("a server that nobody can reach is named") {
    std::uint16_t port = 0;
    {
      ScriptedServer gone([](ScriptedServer&) {});
      port = gone.port();
    }
    Client client(local(port));
    client.run();

    CHECK(client.events == Events{"closed"});
    CHECK(client.closeReason ==
          "Cannot connect to 127.0.0.1:" + std::to_string(port) + " | error: Connection refused");
  }

  TEST_CASE("a connection that is reset is lost") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      peer->receiveUntil("ping");
      peer->reset();
    });
    Client client(local(server.port()));
    client.whenConnected = [&] { client.connection->write("ping"); };

    client.run();

    CHECK(client.closeReason == "The connection is lost" + named(server.port()));
  }

  TEST_CASE("a connection that its user closes is not reported") {
    ScriptedServer server([](ScriptedServer& self) {
      const auto peer = self.accept();
      peer->send("hello");
      peer->receiveAll();
    });
    Client client(local(server.port()));
    const auto close = [&] {
      client.connection->close();
      client.connection->write("nobody gets this");
      client.loop.stop();
    };
    SUBCASE("when it is open") { client.whenConnected = close; }
    SUBCASE("while data comes") { client.whenData = close; }

    client.run();
    client.drain();

    CHECK(client.events == Events{"connected"});
  }

  TEST_CASE("closing after the flush writes what is queued") {
    std::string received;
    ScriptedServer server([&](ScriptedServer& self) { received = self.accept()->receiveAll(); });
    const std::string large(3'000'000, 'x');
    Client client(local(server.port()));
    client.whenConnected = [&] {
      client.connection->write(large);
      client.connection->closeAfterFlush();
    };
    std::thread stopper([&] {
      server.finish();
      client.loop.post([&] { client.loop.stop(); });
    });
    client.run();
    stopper.join();

    CHECK(received.size() == large.size());
    CHECK(client.events == Events{"connected"});
  }

  TEST_CASE("a server that does not read is given up at the limit") {
    std::promise<void> gone;
    ScriptedServer server([&](ScriptedServer& self) {
      const auto peer = self.accept();
      gone.get_future().wait();
    });
    Client client(local(server.port()), {.backpressureLimit = 1000, .hardOutputLimit = 100'000});
    bool wasBackpressured = false;
    std::function<void()> writeMore = [&] {
      if (client.connection->isConnected()) {
        client.connection->write(std::string(1 << 20, 'x'));
        wasBackpressured = wasBackpressured || client.connection->isBackpressured();
        client.loop.post(writeMore);
      }
    };
    client.whenConnected = writeMore;

    client.run();
    gone.set_value();
    client.drain();

    CHECK(wasBackpressured);
    CHECK(client.closeReason == "The connection is lost" + named(server.port()));
  }

  TEST_CASE("the deadline of a connected listener is told") {
    ScriptedServer server([](ScriptedServer& self) { self.accept()->receiveAll(); });
    Client client(local(server.port()));
    client.whenConnected = [&] { client.connection->setDeadline(EventLoop::Clock::now() + 10ms); };

    client.run();

    CHECK(client.events == Events{"connected", "deadline"});
  }

  TEST_CASE("TLS carries bytes both ways, to who the host is") {
    const Authority authority;
    ScriptedServer server(authority.serving("DNS:localhost"));
    Client client({.host = "localhost", .port = server.port(), .tls = authority.trusted()});
    client.whenConnected = [&] { client.connection->write("ping"); };

    client.run();

    CHECK(client.events == Events{"connected", "closed"});
    CHECK(client.received == "pong for localhost");
    CHECK(client.closeReason == "");
  }

  TEST_CASE("the certificate may be for another name than the host") {
    const Authority authority;
    ScriptedServer server(authority.serving("DNS:inner.test"));
    ClientEndpoint endpoint = local(server.port());
    endpoint.tls = authority.trusted();
    endpoint.certificateName = "inner.test";
    Client client(endpoint);
    client.whenConnected = [&] { client.connection->write("ping"); };

    client.run();

    CHECK(client.received == "pong for inner.test");
  }

  TEST_CASE("a certificate that proves nothing is refused") {
    const Authority authority;
    ClientEndpoint endpoint{.host = "localhost"};
    std::string names = "DNS:localhost";
    std::string reason;
    SUBCASE("of an unknown authority") {
      endpoint.tls = std::make_shared<const TlsClientContext>(TlsClientOptions{});
      reason = "certificate";
    }
    SUBCASE("for another host") {
      endpoint.tls = authority.trusted();
      names = "DNS:example.com";
      reason = "hostname mismatch";
    }
    ScriptedServer server(authority.serving(names));
    endpoint.port = server.port();
    Client client(endpoint);

    client.run();
    client.drain();

    CHECK(client.events == Events{"closed"});
    CHECK(client.closeReason.starts_with("TLS failed | host: localhost | error: "));
    CHECK(client.closeReason.find(reason) != std::string::npos);
    server.finish();
  }

  TEST_CASE("a TLS connection that is cut is not an orderly end") {
    const Authority authority;
    ScriptedServer server(
        [certificate = authority.authority.issue({.names = "IP:127.0.0.1"})](ScriptedServer& self) {
          const auto peer = self.accept();
          CHECK(peer->startTls(certificate));
          peer->send("half");
        });
    ClientEndpoint endpoint = local(server.port());
    endpoint.tls = authority.trusted();
    Client client(endpoint);

    client.run();

    CHECK(client.received == "half");
    CHECK(client.closeReason ==
          "The connection has ended without TLS's goodbye" + named(server.port()));
  }

  TEST_CASE("a TLS connection may be closed while its data comes") {
    const Authority authority;
    ScriptedServer server(authority.serving("IP:127.0.0.1"));
    ClientEndpoint endpoint = local(server.port());
    endpoint.tls = authority.trusted();
    Client client(endpoint);
    client.whenConnected = [&] { client.connection->write("ping"); };
    client.whenData = [&] { client.connection->closeAfterFlush(); };
    std::thread stopper([&] {
      server.finish();
      client.loop.post([&] { client.loop.stop(); });
    });

    client.run();
    stopper.join();

    CHECK(client.events == Events{"connected"});
  }

  TEST_CASE("who opens and lets go is told nothing") {
    ScriptedServer server([](ScriptedServer&) {});  // its backlog takes who comes
    Client client(local(server.port()));
    client.connection->open(10s);

    client.connection->close();
    client.drain();

    CHECK(client.events.empty());
  }
}

}  // namespace
}  // namespace ignis
