#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/socket/socket_io/client/client_support.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;
using socket_io::Ack;
using socket_io::AckError;
using socket_io::Server;

namespace {

ClientOptions offline() {
  ClientOptions options;
  options.autoConnect = false;
  return options;
}

/// A callback that writes down what it is told.
auto writesTo(EventQueue& events) {
  return [&events](const AckError* error, Json answer) {
    events.add(error ? error->message : answer.dump());
  };
}

/// What a task throws, or gives.
Task<std::string> outcomeOf(Task<Json> task) {
  std::string outcome;
  try {
    const Json answer = co_await std::move(task);
    outcome = answer.dump();
  } catch (const ApplicationError& error) {
    outcome = error.what();
  }
  co_return outcome;
}

}  // namespace

TEST_SUITE("helpers/socket_io/client: acknowledgements") {
  TEST_CASE("a callback is told the answer, binary too") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->emit("ask", "hello", writesTo(events));
    socket->emit("ask", Bytes(5), [&](const AckError* error, Bytes bytes) {
      events.add(error ? error->message : std::to_string(bytes.size()) + " bytes");
    });
    CHECK(events.next() == R"("hello")");
    CHECK(events.next() == "5 bytes");
  }

  TEST_CASE("a coroutine awaits the answer on any loop, and is resumed there") {
    SocketIOServerThread server(echoes);
    LoopThread elsewhere;
    const auto socket = io(urlOf(server.port()));
    const bool isResumedThere =
        await<bool>(elsewhere.loop(), [&socket, &elsewhere]() -> Task<bool> {
          const int answer = co_await socket->emitWithAck<int>("ask", 42);
          co_return answer == 42 && elsewhere.loop().isCurrent();
        });
    CHECK(isResumedThere);
    const int answer = await<int>(
        socket->loop(), [&socket]() -> Task<int> { return socket->emitWithAck<int>("ask", 7); });
    CHECK(answer == 7);
  }

  TEST_CASE("an answer that takes too long is an error") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->timeout(10ms).emit("silence", writesTo(events));
    CHECK(events.next() == "operation has timed out");
    const std::string outcome = await<std::string>(socket->loop(), [&]() -> Task<std::string> {
      return outcomeOf(socket->timeout(10ms).emitWithAck("silence"));
    });
    CHECK(outcome == "operation has timed out");
    socket->timeout(10s).emit("ask", 1, writesTo(events));
    CHECK(events.next() == "1");
  }

  TEST_CASE("ackTimeout counts where no timeout is given") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    ClientOptions options;
    options.ackTimeout = 10ms;
    Manager manager(urlOf(server.port()), options);
    const auto socket = manager.socket("/");
    socket->emit("silence", writesTo(events));
    CHECK(events.next() == "operation has timed out");
  }

  TEST_CASE("an event whose answer is overdue is not sent any more") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("late", [&] { received.add("late"); });
        socket.on("kept", [&] { received.add("kept"); });
      });
    });
    EventQueue events;
    const auto socket = io(urlOf(server.port()), offline());
    socket->timeout(1ms).emit("late", writesTo(events));
    socket->emit("kept");
    CHECK(events.next() == "operation has timed out");
    socket->connect();
    CHECK(received.next() == "kept");
  }

  TEST_CASE("a disconnect fails what is sent, not what waits to be sent") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->on("connect", [&] { events.add("connect"); });
    CHECK(events.next() == "connect");
    socket->on("disconnect", [&] {
      events.add("disconnect");
      socket->emit("ask", "later", writesTo(events));
    });
    socket->emit("silence", writesTo(events));
    socket->disconnect();
    CHECK(events.next() == "disconnect");
    CHECK(events.next() == "socket has been disconnected");
    socket->connect();
    CHECK(events.next() == "connect");
    CHECK(events.next() == R"("later")");
  }

  TEST_CASE("a coroutine that awaits an answer is told of the disconnect") {
    SocketIOServerThread server(echoes);
    const auto socket = io(urlOf(server.port()));
    const std::string outcome = await<std::string>(socket->loop(), [&]() -> Task<std::string> {
      socket->on("echo", [&](Json) { socket->disconnect(); });
      socket->emit("echo", 1);
      return outcomeOf(socket->emitWithAck("silence"));
    });
    CHECK(outcome == "socket has been disconnected");
  }

  TEST_CASE("a volatile event that cannot be sent is dropped, and its answer fails") {
    EventQueue events;
    const auto socket = io("http://127.0.0.1:1", offline());
    socket->volatile_().emit("ask", 1, writesTo(events));
    CHECK(events.next() == "the event has been dropped");
  }

  TEST_CASE("an answer that does not fit is an error") {
    SocketIOServerThread server(echoes);
    EventQueue events;
    const auto socket = io(urlOf(server.port()));
    socket->emit("ask", "text", [&](const AckError* error, int) {
      events.add(error != nullptr && error->kind == AckError::Kind::INVALID ? "invalid" : "fine");
    });
    CHECK(events.next() == "invalid");
  }

  TEST_CASE("with retries events are sent one at a time, again until they are acknowledged") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("task", [&, attempts = 0](std::string name, Ack ack) mutable {
          received.add(name);
          if (name != "first" || ++attempts >= 3) {
            ack("done " + name);
          }
        });
      });
    });
    ClientOptions options;
    options.retries = 1000;
    options.ackTimeout = 20ms;
    EventQueue events;
    const auto socket = io(urlOf(server.port()), options);
    socket->emit("task", "first", writesTo(events));
    socket->emit("task", "second", writesTo(events));
    for (int attempt = 0; attempt < 3; ++attempt) {
      CHECK(received.next() == "first");
    }
    std::string name = received.next();
    while (name == "first") {  // an answer was late
      name = received.next();
    }
    CHECK(name == "second");
    CHECK(events.next() == R"("done first")");
    CHECK(events.next() == R"("done second")");
  }

  TEST_CASE("after the last attempt an event is given up, and the next one has its turn") {
    EventQueue received;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](socket_io::Socket& socket) {
        socket.on("task", [&](std::string name, Ack ack) {
          received.add(name);
          if (name == "good") {
            ack(name);
          }
        });
      });
    });
    EventQueue events;
    Manager manager(urlOf(server.port()));
    const auto socket = manager.socket("/", {.retries = 1, .ackTimeout = 200ms});
    socket->emit("task", "bad", writesTo(events));
    socket->emit("task", "good", writesTo(events));
    for (const std::string expected : {"bad", "bad", "good"}) {
      CHECK(received.next() == expected);
    }
    CHECK(events.next() == "operation has timed out");
    CHECK(events.next() == R"("good")");
  }

  TEST_CASE("what waits for its turn with retries is limited") {
    EventQueue events;
    ClientOptions options = offline();
    options.retries = 1;
    options.maxBufferedEvents = 1;
    const auto socket = io("http://127.0.0.1:1", options);
    socket->emit("task", 1, writesTo(events));
    socket->emit("task", 2, writesTo(events));
    CHECK(events.next() == "too many events are waiting");
  }
}
