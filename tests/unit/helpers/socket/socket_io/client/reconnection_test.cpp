#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

#include "support/scripted_server.hpp"
#include "unit/helpers/socket/socket_io/client/client_support.hpp"
#include "unit/helpers/socket/socket_io/client/tcp_relay.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;
using socket_io::Server;

namespace {

/// Nothing listens there.
std::uint16_t freePort() { return SocketIOServerThread().port(); }

void followAttempts(Manager& manager, EventQueue& events) {
  manager.on("reconnect_attempt",
             [&](int attempt) { events.add("attempt " + std::to_string(attempt)); });
  manager.on("reconnect", [&](int attempt) { events.add("reconnect " + std::to_string(attempt)); });
  manager.on("reconnect_error", [&](ConnectError) { events.add("reconnect_error"); });
  manager.on("reconnect_failed", [&] { events.add("reconnect_failed"); });
}

ClientOptions lateConnect(ClientOptions options) {
  options.autoConnect = false;
  return options;
}

}  // namespace

TEST_SUITE("helpers/socket_io/client: reconnection") {
  TEST_CASE("the order of events when nobody answers") {
    for (const std::string transport : {"polling", "websocket"}) {
      CAPTURE(transport);
      ClientOptions options = lateConnect(quick());
      options.transports = {transport};
      options.reconnectionAttempts = 2;
      EventQueue events;
      Manager manager(urlOf(freePort()), options);
      followAttempts(manager, events);
      const auto socket = manager.socket();
      socket->on("connect_error", [&](ConnectError error) { events.add(error.message); });
      socket->connect();

      const std::string failure = transport == "polling" ? "xhr poll error" : "websocket error";
      for (const std::string& expected :
           {failure, std::string("attempt 1"), failure, std::string("reconnect_error"),
            std::string("attempt 2"), failure, std::string("reconnect_failed"),
            std::string("reconnect_error")}) {
        CHECK(events.next() == expected);
      }
      CHECK_FALSE(socket->active());

      socket->connect();
      CHECK(events.next() == failure);
      CHECK(events.next() == "attempt 1");
    }
  }

  TEST_CASE("without reconnection there is one attempt") {
    EventQueue events;
    ClientOptions options = lateConnect(quick());
    options.reconnection = false;
    Manager manager(urlOf(freePort()), options);
    followAttempts(manager, events);
    const auto socket = manager.socket();
    follow(*socket, events);
    socket->connect();
    CHECK(events.next() == "connect_error xhr poll error");
    CHECK_FALSE(socket->active());
    socket->connect();
    CHECK(events.next() == "connect_error xhr poll error");
  }

  TEST_CASE("a server that comes back on its port is found again") {
    EventQueue events;
    auto server = std::make_unique<SocketIOServerThread>(echoes);
    const std::uint16_t port = server->port();
    Manager manager(urlOf(port), lateConnect(quick()));
    const auto socket = manager.socket();
    follow(*socket, events);
    manager.on("reconnect", [&](int) { events.add("reconnect"); });
    socket->on("echo", [&](int value) { events.add("echo " + std::to_string(value)); });
    socket->connect();
    CHECK(events.next() == "connect");

    server.reset();
    CHECK(events.next().starts_with("disconnect transport"));
    CHECK(socket->active());
    socket->emit("echo", 1);
    server = std::make_unique<SocketIOServerThread>(echoes, socket_io::ServerOptions{}, 2, port);
    std::string event = events.next();
    while (event.starts_with("connect_error")) {
      event = events.next();
    }
    CHECK(event == "reconnect");
    CHECK(events.next() == "connect");
    CHECK(events.next() == "echo 1");
  }

  TEST_CASE("a server that sends a client away is not asked again") {
    SocketIOServerThread server([](Server& io) {
      io.on("connection", [](socket_io::Socket& socket) {
        socket.on("leave", [](socket_io::Socket& self) { self.disconnect(); });
      });
    });
    EventQueue events;
    const auto socket = io(urlOf(server.port()), lateConnect(quick()));
    follow(*socket, events);
    socket->connect();
    CHECK(events.next() == "connect");
    socket->emit("leave");
    CHECK(events.next() == "disconnect io server disconnect");
    CHECK_FALSE(socket->active());
  }

  TEST_CASE("a client that is disconnected while it waits to try again stops trying") {
    EventQueue events;
    Manager manager(urlOf(freePort()), lateConnect(quick()));
    const auto socket = manager.socket();
    socket->on("connect_error", [&](ConnectError) {
      socket->disconnect();
      events.add("error");
    });
    socket->connect();
    CHECK(events.next() == "error");
    CHECK_FALSE(socket->active());
  }

  TEST_CASE("a connection that is cut is recovered with what was missed") {
    EventQueue events;
    EventQueue arrivals;
    SocketIOServerThread server(
        [&](Server& io) {
          io.on("connection", [&](socket_io::Socket& socket) {
            arrivals.add(socket.recovered() ? "recovered" : "new");
            socket.on("disconnect", [&](std::string) { arrivals.add("lost"); });
          });
        },
        {.connectionStateRecovery = socket_io::ConnectionStateRecoveryOptions{}});
    TcpRelay relay(server.port());
    ClientOptions options = lateConnect(quick());
    options.transports = {"websocket"};
    const auto socket = io(urlOf(relay.port()), options);
    follow(*socket, events);
    socket->on("news", [&](int number) { events.add("news " + std::to_string(number)); });
    socket->connect();
    CHECK(events.next() == "connect");
    CHECK_FALSE(socket->recovered());
    CHECK(arrivals.next() == "new");
    const std::string id = socket->id();
    server.server().emit("news", 1);
    CHECK(events.next() == "news 1");

    relay.pause();
    CHECK(events.next().starts_with("disconnect transport"));
    CHECK(arrivals.next() == "lost");
    server.server().emit("news", 2);
    server.server().emit("news", 3);
    server.settle();
    relay.resume();
    std::string event = events.next();
    while (event.starts_with("connect_error")) {
      event = events.next();
    }
    CHECK(event == "news 2");
    CHECK(events.next() == "news 3");
    CHECK(events.next() == "connect");
    CHECK(arrivals.next() == "recovered");
    CHECK(socket->recovered());
    CHECK(socket->id() == id);
  }

  TEST_CASE("an attempt has a limit of time") {
    ScriptedServer server([](ScriptedServer& script) {
      const auto peer = script.accept();
      peer->receiveAll();
    });
    ClientOptions options = lateConnect(quick());
    options.timeout = 20ms;
    options.reconnection = false;
    EventQueue events;
    const auto socket = io(urlOf(server.port()), options);
    follow(*socket, events);
    socket->connect();
    CHECK(events.next() == "connect_error timeout");
  }
}
