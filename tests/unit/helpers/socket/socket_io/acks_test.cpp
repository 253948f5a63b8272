#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

std::function<void(Server&)> withSocket(std::function<void(Socket&)> setUp) {
  return [setUp = std::move(setUp)](Server& server) { server.on("connection", setUp); };
}

std::string textOf(const AckError* error, const std::vector<Json>& answers) {
  std::string text = error == nullptr ? "fine" : error->message;
  for (const Json& answer : answers) {
    text += " " + answer.dump();
  }
  return text;
}

class LostCluster final : public Adapter {
 public:
  using Adapter::Adapter;
  Task<std::size_t> serverCount(BroadcastFlags) override {
    throw std::runtime_error("the cluster is lost");
    co_return 0;
  }
};

}  // namespace

TEST_SUITE("helpers/socket_io: acknowledgements") {
  TEST_CASE("each emit has a timeout of its own") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("go", [&](Socket& self) {
        const auto writes = [&](std::string name) {
          return [&journal, name](const AckError* error, std::string answer) {
            journal.add(name + " " + (error ? error->message : answer));
          };
        };
        self.timeout(1h).emit("slow", writes("slow"));
        self.timeout(10ms).emit("short", writes("short"));
        self.emit("default", writes("default"));
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["go"])");
    settleUntil(server, [&] { return journal.entries().size() == 1; });
    client.send(R"(431["too late"])");
    client.send(R"(4377["nobody asked"])");
    client.send(R"(430["answer"])");
    client.send(R"(430["again"])");
    client.send(R"(432["third"])");
    settleUntil(server, [&] { return journal.entries().size() == 3; });

    CHECK(journal.entries() ==
          Strings{"short operation has timed out", "slow answer", "default third"});
  }

  TEST_CASE("many are asked with a callback, on a loop and on none") {
    for (const bool isOnLoop : {true, false}) {
      CAPTURE(isOnLoop);
      Journal journal;
      SocketIOServerThread server({}, {}, 3);
      std::vector<std::unique_ptr<SocketIOClient>> clients;
      for (int index = 0; index < 5; ++index) {
        clients.push_back(std::make_unique<SocketIOClient>(server));
      }
      const auto ask = [&] {
        EventLoop* const loop = isOnLoop ? EventLoop::current() : &server.loops().main();
        server.server().timeout(10s).emit(
            "question", [&journal, loop](const AckError* error, std::vector<Json> answers) {
              journal.add(loop->isCurrent() ? "on the loop" : "elsewhere");
              journal.add(textOf(error, answers));
            });
      };
      if (isOnLoop) {
        server.loops().at(2).post(ask);
      } else {
        ask();
      }
      for (const auto& client : clients) {
        CHECK(client->receive() == R"(420["question"])");
        client->send("430[1]");
      }
      settleUntil(server, [&] { return journal.entries().size() == 2; });
      CHECK(journal.entries() == Strings{"on the loop", "fine 1 1 1 1 1"});
    }
  }

  TEST_CASE("who does not answer in time, or leaves, is missing in the answers") {
    Journal journal;
    SocketIOServerThread server;
    SocketIOClient answering(server);
    SocketIOClient silent(server);
    SocketIOClient leaving(server);

    server.server().timeout(300ms).emit("q", [&](const AckError* error, std::vector<Json> answers) {
      journal.add(textOf(error, answers));
    });
    answering.receive();
    answering.send(R"(430["yes"])");
    leaving.receive();
    leaving.send("41");
    settleUntil(server, [&] { return journal.entries().size() == 1; });
    silent.send(R"(430["late"])");
    silent.send(R"(431["unknown"])");

    CHECK(journal.entries() == Strings{R"(operation has timed out "yes")"});
    server.server().emit("still there");
    CHECK(answering.receive() == R"(42["still there"])");
  }

  TEST_CASE("many are not asked without a timeout") {
    SocketIOServerThread server;
    std::string thrown;
    std::string awaited;
    try {
      server.server().to("room").emit("q", [](const AckError*, std::vector<Json>) {});
    } catch (const ApplicationError& error) {
      thrown = error.what();
    }
    server.run([&]() -> Task<void> {
      try {
        co_await server.server().to("room").emitWithAck("q");
      } catch (const ApplicationError& error) {
        awaited = error.what();
      }
    });

    CHECK(thrown ==
          "[BroadcastOperator][emit] Answers from many clients need a timeout | cure: "
          "server.timeout(…).emit(…)");
    CHECK(awaited == thrown);
  }

  TEST_CASE("a question to a cluster that is lost is told so instead of waiting for ever") {
    Journal journal;
    SocketIOServerThread server(
        {}, {.adapter = [](Namespace& nsp) { return std::make_unique<LostCluster>(nsp); }});
    std::string thrown;
    server.run([&]() -> Task<void> {
      try {
        co_await server.server().timeout(10s).emitWithAck("q");
      } catch (const ApplicationError& error) {
        thrown = error.what();
      }
    });

    CHECK(thrown == "the cluster is lost");
  }

  TEST_CASE("every answer that is due fails when the client goes, whatever the others do") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("disconnect", [&](std::string) { journal.add("disconnect"); });
      socket.on("go", [&](Socket& self) -> Task<void> {
        for (int index = 0; index < 3; ++index) {
          self.emit("q", [&](const AckError* error) {
            journal.add(error ? error->message : "answered");
            throw 1;
          });
        }
        try {
          co_await self.emitWithAck("q");
        } catch (const ApplicationError& error) {
          journal.add(std::string("coroutine ") + error.what());
        }
      });
    }));
    {
      SocketIOClient client(server);
      client.send(R"(42["go"])");
      for (int count = 0; count < 4; ++count) {
        client.receive();
      }
      client.send(R"(430[])");
      client.send("41");
      settleUntil(server, [&] { return journal.entries().size() == 5; });
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });

    CHECK(journal.entries() == Strings{"answered", "disconnect", "socket has been disconnected",
                                       "socket has been disconnected",
                                       "coroutine socket has been disconnected"});
  }

  TEST_CASE("a callback may disconnect the socket that others wait on") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("go", [&](Socket& self) {
        const auto ends = [&, watched = self.weak_from_this()](const AckError* error) {
          journal.add(error->message);
          if (const auto locked = watched.lock()) {
            locked->disconnect(true);
          }
        };
        self.timeout(10ms).emit("q", ends);
        self.timeout(10ms).emit("q", ends);
        self.timeout(1h).emit("q", ends);
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["go"])");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    settleUntil(server, [&] { return journal.entries().size() == 3; });

    Strings messages = journal.entries();
    std::sort(messages.begin(), messages.end());
    CHECK(messages == Strings{"operation has timed out", "operation has timed out",
                              "socket has been disconnected"});
  }

  TEST_CASE("a question that a socket has no room for is not sent to it") {
    Journal journal;
    SocketIOServerThread server({}, {.maxPendingAcksPerSocket = 1});
    SocketIOClient client(server);
    const auto ask = [&](std::string name, std::chrono::milliseconds timeout) {
      server.server().timeout(timeout).emit(
          name, [&journal, name](const AckError* error, std::vector<Json> answers) {
            journal.add(name + " " + textOf(error, answers));
          });
    };

    ask("first", 10s);
    CHECK(client.receive() == R"(420["first"])");
    ask("second", 10ms);
    settleUntil(server, [&] { return journal.entries().size() == 1; });
    client.send("430[1]");
    settleUntil(server, [&] { return journal.entries().size() == 2; });
    ask("third", 10s);
    CHECK(client.receive() == R"(422["third"])");
    client.send("432[3]");
    settleUntil(server, [&] { return journal.entries().size() == 3; });

    CHECK(journal.entries() ==
          Strings{"second operation has timed out", "first fine 1", "third fine 3"});
  }
}
