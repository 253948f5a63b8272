#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe/class.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/socket/socket_io/client/client_support.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;
using socket_io::Ack;
using socket_io::IncomingEvent;
using socket_io::Server;

namespace {

struct Credentials {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (token))

/// Says in `connection` who has come.
std::function<void(Server&)> greeting(EventQueue& events) {
  return [&events](Server& io) {
    echoes(io);
    io.on("connection", [&events](socket_io::Socket& socket) {
      events.add("hello " + std::string(socket.handshake().authText()));
    });
  };
}

ClientOptions only(std::string transport) {
  ClientOptions options;
  options.transports = {std::move(transport)};
  return options;
}

}  // namespace

TEST_SUITE("helpers/socket_io/client/Socket") {
  TEST_CASE("a socket connects, has the server's id, and leaves") {
    for (const std::string transport : {"polling", "websocket"}) {
      CAPTURE(transport);
      SocketIOServerThread server(echoes);
      EventQueue events;
      const auto socket = io(urlOf(server.port()), only(transport));
      follow(*socket, events);

      CHECK(events.next() == "connect");
      CHECK(socket->connected());
      CHECK(socket->active());
      CHECK(socket->id().size() == 20);
      CHECK(socket->nsp() == "/");
      CHECK_FALSE(socket->recovered());

      socket->disconnect();
      CHECK(events.next() == "disconnect io client disconnect");
      CHECK_FALSE(socket->connected());
      CHECK_FALSE(socket->active());
      CHECK(socket->id().empty());
      settleUntil(server, [&] { return server.server().clientsCount() == 0; });

      socket->connect();
      CHECK(events.next() == "connect");
    }
  }

  TEST_CASE("auth is a value, or what a function says before every connect") {
    EventQueue arrivals;
    SocketIOServerThread server(greeting(arrivals));
    ClientOptions options = quick();

    SUBCASE("a value") {
      options.auth = Credentials{.token = "1"};
      const auto socket = io(urlOf(server.port()), options);
      CHECK(arrivals.next() == R"(hello {"token":"1"})");
    }
    SUBCASE("a function") {
      options.authFn = [count = 0]() mutable {
        return JsonText(Credentials{.token = std::to_string(++count)});
      };
      options.autoConnect = false;
      EventQueue events;
      const auto socket = io(urlOf(server.port()), options);
      follow(*socket, events);
      socket->connect();
      CHECK(arrivals.next() == R"(hello {"token":"1"})");
      CHECK(events.next() == "connect");
      server.server().disconnectSockets();
      CHECK(events.next() == "disconnect io server disconnect");
      socket->connect();
      CHECK(arrivals.next() == R"(hello {"token":"2"})");
    }
    SUBCASE("a coroutine") {
      options.authFn = []() -> Task<JsonText> {
        co_await boost::asio::post(EventLoop::current()->context(), boost::asio::use_awaitable);
        const Credentials credentials{.token = "later"};
        co_return JsonText(credentials);
      };
      const auto socket = io(urlOf(server.port()), options);
      CHECK(arrivals.next() == R"(hello {"token":"later"})");
    }
  }

  TEST_CASE("an auth function that throws is a connect error, and there is no further attempt") {
    SocketIOServerThread server(echoes);
    for (const bool isAsync : {false, true}) {
      CAPTURE(isAsync);
      ClientOptions options;
      options.autoConnect = false;
      if (isAsync) {
        options.authFn = []() -> Task<JsonText> {
          throw std::runtime_error("no token");
          co_return JsonText();
        };
      } else {
        options.authFn = []() -> JsonText { throw std::runtime_error("no token"); };
      }
      EventQueue events;
      const auto socket = io(urlOf(server.port()), options);
      follow(*socket, events);
      socket->connect();
      CHECK(events.next() == "connect_error no token");
      CHECK_FALSE(socket->active());
    }
  }

  TEST_CASE("a refusal brings the server's message and data") {
    SocketIOServerThread server([](Server& io) {
      io.use([](socket_io::Socket& socket) {
        if (socket.handshake().authText() != R"({"token":"good"})") {
          throw getError({.message = "not you", .details = R"({"code":7})"});
        }
      });
    });
    ClientOptions options;
    options.autoConnect = false;
    EventQueue events;
    const auto socket = io(urlOf(server.port()), options);
    socket->on("connect_error", [&](ConnectError error) {
      events.add(error.message + " " + error.data.value_or(Json()).dump() +
                 (socket->active() ? " active" : ""));
    });
    socket->connect();
    CHECK(events.next() == R"(not you {"code":7})");
    socket->connect();
    CHECK(events.next() == R"(not you {"code":7})");
  }

  TEST_CASE("a namespace that the server does not have is refused") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    ClientOptions options;
    options.autoConnect = false;
    const auto socket = io(urlOf(server.port(), "/nobody"), options);
    follow(*socket, events);
    socket->connect();
    CHECK(socket->nsp() == "/nobody");
    CHECK(events.next() == "connect_error Invalid namespace");
  }

  TEST_CASE("events go both ways, with structs, binary, and in order") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->on("echo", [&](Json value) {
      events.add(value.isBytes() ? "bytes " + std::to_string(value.asBytes().size())
                                 : value.dump());
    });
    const Bytes bytes(100'000, std::byte{7});
    socket->emit("echo", Credentials{.token = "x"});
    socket->emit("echo", bytes);
    socket->emit("echo", 3);
    CHECK(events.next() == R"({"token":"x"})");
    CHECK(events.next() == "bytes 100000");
    CHECK(events.next() == "3");
  }

  TEST_CASE("the server's events are answered, once, from any thread") {
    EventQueue answers;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.emit("question", 1, [&](const socket_io::AckError* error, Json answer, Bytes bytes) {
          answers.add(error ? error->message : answer.dump() + std::to_string(bytes.size()));
        });
        socket.emit("question", 2, [&](const socket_io::AckError* error, Json answer, Bytes) {
          answers.add(error ? error->message : answer.dump());
        });
      });
    });
    std::promise<Ack> second;
    ClientOptions options;
    options.autoConnect = false;
    const auto socket = io(urlOf(server.port()), options);
    socket->on("question", [&](int number, Ack ack) {
      if (number == 1) {
        ack("first", Bytes(3));
        ack("again");
      } else {
        second.set_value(std::move(ack));
      }
    });
    socket->connect();
    CHECK(answers.next() == R"("first"3)");
    const Ack ack = second.get_future().get();
    ack("second", Bytes());
    CHECK(answers.next() == R"("second")");
  }

  TEST_CASE("handlers may be coroutines, and one that throws is logged") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->on("echo", [](Json) { throw std::runtime_error("bad"); });
    socket->on("echo", [&](int value) -> Task<void> {
      co_await boost::asio::post(EventLoop::current()->context(), boost::asio::use_awaitable);
      events.add("coroutine " + std::to_string(value));
    });
    socket->emit("echo", 1);
    CHECK(events.next() == "coroutine 1");
  }

  TEST_CASE("listeners are added in front, called once, and removed by id and by name") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->once("echo", [&](int) { events.add("once"); });
    const ListenerId removed = socket->on("echo", [&](int) { events.add("removed"); });
    socket->on("echo", [&](int) { events.add("stays"); });
    socket->onAny(
        [&](const IncomingEvent& event) { events.add("any " + std::string(event.name)); });
    socket->prependAny([&](const IncomingEvent&) { events.add("first"); });
    socket->off(removed);
    CHECK(socket->hasListeners("echo"));

    socket->emit("echo", 1);
    socket->emit("echo", 2);
    for (const std::string expected :
         {"first", "any echo", "once", "stays", "first", "any echo", "stays"}) {
      CHECK(events.next() == expected);
    }

    socket->off("echo");
    CHECK_FALSE(socket->hasListeners("echo"));
    socket->offAny();
    socket->on("end", [&] { events.add("end"); });
    socket->off();
    CHECK_FALSE(socket->hasListeners("end"));
  }

  TEST_CASE("what is sent is told to who listens for it") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    ClientOptions options;
    options.autoConnect = false;
    const auto socket = io(urlOf(server.port()), options);
    socket->onAnyOutgoing([&](const IncomingEvent& event) {
      events.add("out " + std::string(event.data) + std::to_string(event.attachments.size()));
    });
    socket->prependAnyOutgoing([&](const IncomingEvent&) { events.add("before"); });
    socket->emit("echo", 1);
    socket->emit("echo", Bytes(2));
    socket->connect();
    CHECK(events.next() == "before");
    CHECK(events.next() == R"(out ["echo",1]0)");
    CHECK(events.next() == "before");
    CHECK(events.next() == R"(out ["echo",{"_placeholder":true,"num":0}]1)");
    socket->offAnyOutgoing();
    CHECK_FALSE(socket->hasListeners("echo"));
  }

  TEST_CASE("what is emitted before the connection is sent first, in order") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("number", [&](int number) { received.add(std::to_string(number)); });
      });
    });
    ClientOptions options;
    options.autoConnect = false;
    const auto socket = io(urlOf(server.port()), options);
    for (int number = 0; number < 5; ++number) {
      socket->emit("number", number);
    }
    socket->volatile_().emit("number", 99);
    socket->on("connect", [&] { socket->emit("number", 5); });
    socket->connect();
    for (int number = 0; number < 6; ++number) {
      CHECK(received.next() == std::to_string(number));
    }
    socket->emit("number", 6);
    CHECK(received.next() == "6");
  }

  TEST_CASE("no more than the limit waits for a connection") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("number", [&](int number) { received.add(std::to_string(number)); });
      });
    });
    ClientOptions options;
    options.autoConnect = false;
    options.maxBufferedEvents = 2;
    EventQueue errors;
    const auto socket = io(urlOf(server.port()), options);
    for (int number = 0; number < 3; ++number) {
      socket->emit("number", number, [&errors](const socket_io::AckError* error) {
        errors.add(error ? error->message : "answered");
      });
    }
    CHECK(errors.next() == "too many events are waiting");
    socket->connect();
    CHECK(received.next() == "0");
    CHECK(received.next() == "1");
    socket->on("connect", [&] { socket->emit("number", 7); });
    CHECK(received.next() == "7");
  }

  TEST_CASE("a reserved name is refused") {
    ClientOptions options;
    options.autoConnect = false;
    const auto socket = io("http://127.0.0.1:1", options);
    CHECK_THROWS_WITH_AS(socket->emit("disconnect"), "\"disconnect\" is a reserved event name",
                         ApplicationError);
  }

  TEST_CASE("emits of several threads keep the order of each") {
    constexpr int COUNT = 500;
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("number", [&](int thread, int number) {
          received.add(std::to_string(thread) + ":" + std::to_string(number));
        });
      });
    });
    const auto socket = io(urlOf(server.port()));
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&, thread] {
        for (int number = 0; number < COUNT; ++number) {
          socket->emit("number", thread, number);
        }
      });
    }
    std::vector<int> next(3, 0);
    bool isInOrder = true;
    for (int event = 0; event < 3 * COUNT; ++event) {
      const std::string text = received.next();
      const int thread = text[0] - '0';
      isInOrder = isInOrder && std::stoi(text.substr(2)) == next.at(std::size_t(thread))++;
    }
    CHECK(isInOrder);
    for (std::thread& thread : threads) {
      thread.join();
    }
  }

  TEST_CASE("calls of one thread keep their order, whatever they are") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("number", [&](int number) { received.add(std::to_string(number)); });
        socket.on("disconnect", [&] { received.add("gone"); });
      });
    });
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    follow(*socket, events);
    CHECK(events.next() == "connect");
    socket->emit("number", 1);
    socket->disconnect();
    socket->emit("number", 2);
    socket->connect();
    CHECK(received.next() == "1");
    CHECK(received.next() == "gone");
    CHECK(received.next() == "2");
  }

  TEST_CASE("a client on a loop of the user acts at once there") {
    SocketIOServerThread server(echoes);
    LoopThread thread;
    EventQueue events;
    ClientOptions options;
    options.loop = &thread.loop();
    auto socket = io(urlOf(server.port()), options);
    CHECK(&socket->loop() == &thread.loop());
    follow(*socket, events);
    CHECK(events.next() == "connect");
    thread.run([&] {
      socket->disconnect();
      CHECK_FALSE(socket->connected());
    });
    CHECK(events.next() == "disconnect io client disconnect");
    socket.reset();
  }
}
