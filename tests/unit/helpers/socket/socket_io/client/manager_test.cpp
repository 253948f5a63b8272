#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <string>

#include "ignis/di/application_error.hpp"
#include "support/scripted_server.hpp"
#include "unit/helpers/socket/socket_io/client/client_support.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;
using socket_io::Server;

namespace {

void twoNamespaces(Server& io) {
  echoes(io);
  io.of("/admin").on("connection",
                     [](socket_io::Socket& socket) { socket.emit("welcome", "admin"); });
}

/// Writes down what a manager tells, but for `ping`.
void follow(Manager& manager, EventQueue& events) {
  manager.on("open", [&] { events.add("open"); });
  manager.on("close", [&](std::string reason) { events.add("close " + reason); });
  manager.on("error", [&](ConnectError error) { events.add("error " + error.message); });
}

constexpr std::string_view ENGINE_OPEN =
    R"(0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})";

void answer(ScriptedPeer& peer, std::string_view body) {
  peer.receiveUntil("\r\n\r\n");
  peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

}  // namespace

TEST_SUITE("helpers/socket_io/client/Manager") {
  TEST_CASE("namespaces share a connection, which ends with the last of them") {
    EventQueue heard;
    SocketIOServerThread server(twoNamespaces);
    EventQueue events;
    Manager manager(urlOf(server.port()));
    follow(manager, events);
    CHECK_FALSE(manager.isOpen());
    CHECK(manager.transportName().empty());

    const auto root = manager.socket();
    CHECK(events.next() == "open");
    CHECK(manager.isOpen());
    CHECK_FALSE(manager.transportName().empty());
    auto admin = manager.socket("/admin");
    admin->on("connect", [&] { heard.add("connect " + admin->nsp()); });
    CHECK(heard.next() == "connect /admin");
    CHECK(server.server().clientsCount() == 1);

    admin.reset();
    settleUntil(server, [&] { return server.server().of("/admin").socketsCount() == 0; });
    CHECK(manager.isOpen());
    root->disconnect();
    CHECK(events.next() == "close forced close");
    CHECK_FALSE(manager.isOpen());
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
  }

  TEST_CASE("a namespace has one socket as long as somebody owns it") {
    EventQueue events;
    SocketIOServerThread server(twoNamespaces);
    Manager manager(urlOf(server.port()));
    auto socket = manager.socket("admin");
    CHECK(socket->nsp() == "/admin");
    CHECK(manager.socket("/admin") == socket);
    for (int round = 0; round < 20; ++round) {
      socket.reset();
      socket = manager.socket("/admin");
      socket->on("welcome", [&](std::string text) { events.add(text); });
      CHECK(events.next() == "admin");
    }
    CHECK(server.server().of("/admin").socketsCount() <= 2);
    settleUntil(server, [&] { return server.server().of("/admin").socketsCount() == 1; });
  }

  TEST_CASE("a namespace that is left while it is entered can be entered again") {
    EventQueue events;
    EventQueue journal;
    SocketIOServerThread server([&](Server& io) {
      echoes(io);
      socket_io::Namespace& slow = io.of("/slow");
      slow.use([&](socket_io::Socket& socket) -> Task<void> {
        journal.add("asked " + std::string(socket.handshake().authText()));
        for (int turn = 0; turn < 100; ++turn) {
          co_await boost::asio::post(socket.loop().context(), boost::asio::use_awaitable);
        }
      });
      slow.on("connection", [](socket_io::Socket& socket) {
        socket.on("who", [](socket_io::Socket& self, socket_io::Ack ack) {
          ack(std::string(self.handshake().authText()));
        });
      });
    });
    Manager manager(urlOf(server.port()));
    const auto root = manager.socket();
    follow(*root, events);
    CHECK(events.next() == "connect");

    auto first = manager.socket("/slow", {.auth = JsonText(Json::object({{"n", 1}}))});
    CHECK(journal.next() == R"(asked {"n":1})");
    first.reset();
    const auto second = manager.socket("/slow", {.auth = JsonText(Json::object({{"n", 2}}))});
    second->emit("who", [&](const socket_io::AckError* error, std::string auth) {
      events.add(error ? error->message : auth);
    });
    CHECK(events.next() == R"({"n":2})");
    CHECK(root->connected());
    settleUntil(server, [&] { return server.server().of("/slow").socketsCount() == 1; });
  }

  TEST_CASE("a manager that is closed can be opened again, with its namespaces") {
    EventQueue events;
    SocketIOServerThread server(echoes);
    Manager manager(urlOf(server.port()));
    const auto socket = manager.socket();
    follow(*socket, events);
    CHECK(events.next() == "connect");
    CHECK(socket->active());
    manager.close();
    CHECK(events.next() == "disconnect forced close");
    CHECK_FALSE(socket->active());
    manager.open();
    CHECK(events.next() == "connect");
  }

  TEST_CASE("sockets of a manager that is gone are disconnected and stay so") {
    EventQueue events;
    SocketIOServerThread server(echoes);
    auto manager = std::make_unique<Manager>(urlOf(server.port()));
    const auto socket = manager->socket();
    follow(*socket, events);
    CHECK(events.next() == "connect");
    manager.reset();
    CHECK(events.next() == "disconnect io client disconnect");
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    socket->connect();
    socket->emit("echo", 1);
    CHECK(await<bool>(socket->loop(), [&]() -> Task<bool> { co_return socket->active(); }) ==
          false);
  }

  TEST_CASE("a connect that nobody listened for is told to the first who does, and only once") {
    EventQueue events;
    EventQueue answers;
    SocketIOServerThread server(echoes);
    Manager manager(urlOf(server.port()));
    const auto socket = manager.socket();
    socket->emit("ask", 1, [&](const socket_io::AckError*, int) { answers.add("answer"); });
    CHECK(answers.next() == "answer");
    REQUIRE(socket->connected());

    socket->on("connect", [&] { events.add("first"); });
    CHECK(events.next() == "first");
    socket->on("connect", [&] { events.add("second"); });
    socket->emit("ask", 1, [&](const socket_io::AckError*, int) { answers.add("answer"); });
    CHECK(answers.next() == "answer");
    CHECK(events.isEmpty());
  }

  TEST_CASE("a packet that is none ends the connection") {
    EventQueue events;
    std::promise<void> isOver;
    ScriptedServer server([&](ScriptedServer& script) {
      const auto peer = script.accept();
      answer(*peer, ENGINE_OPEN);
      answer(*peer, R"(42["early",1])"
                    "\x1e"
                    "40{\"sid\":\"s\"}"
                    "\x1e"
                    "4what");
      isOver.get_future().get();
    });
    ClientOptions options;
    options.transports = {"polling"};
    options.reconnection = false;
    options.autoConnect = false;
    Manager manager(urlOf(server.port()), options);
    const auto socket = manager.socket();
    follow(*socket, events);
    socket->on("early", [&](int number) { events.add("early " + std::to_string(number)); });
    socket->connect();
    CHECK(events.next() == "early 1");
    CHECK(events.next() == "connect");
    CHECK(events.next() == "disconnect parse error");
    CHECK_FALSE(socket->active());
    isOver.set_value();
  }

  TEST_CASE("a server of another time is told apart") {
    std::promise<void> isOver;
    ScriptedServer server([&](ScriptedServer& script) {
      const auto peer = script.accept();
      answer(*peer, ENGINE_OPEN);
      answer(*peer, "40");
      isOver.get_future().get();
    });
    ClientOptions options;
    options.transports = {"polling"};
    options.reconnection = false;
    options.autoConnect = false;
    EventQueue events;
    const auto socket = io(urlOf(server.port()), options);
    follow(*socket, events);
    socket->connect();
    const std::string event = events.next();
    isOver.set_value();
    CHECK(
        event.starts_with("connect_error It seems you are trying to reach a Socket.IO server in "
                          "v2.x with a v3.x client"));
  }

  TEST_CASE("bad URLs and options are refused at once") {
    CHECK_THROWS_AS(Manager("ftp://127.0.0.1"), ApplicationError);
    CHECK_THROWS_AS(io("http://"), ApplicationError);
    ClientOptions options;
    options.transports = {"pigeon"};
    CHECK_THROWS_AS(io("http://127.0.0.1", options), ApplicationError);
  }
}
