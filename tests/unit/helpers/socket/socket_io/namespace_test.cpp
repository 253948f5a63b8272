#include "ignis/helpers/socket/socket_io/namespace.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/inspectable_adapter.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

/// Sends the packets and then something on the default namespace that is answered last.
void sendAndWait(SocketIOClient& client, const Strings& packets) {
  for (const std::string& packet : packets) {
    client.send(packet);
  }
  client.send(R"(420["sync"])");
  while (client.receive() != "430[]") {
  }
}

void answersSync(Server& io) {
  io.on("connection", [](Socket& socket) { socket.on("sync", [](Ack ack) { ack(); }); });
}

std::string nameOfError(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApplicationError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_SUITE("helpers/socket_io/Namespace") {
  TEST_CASE("namespaces that are made before and after the start are joined alike") {
    SocketIOServerThread server([](Server& io) { io.of("/before"); });
    server.server().of("after");
    SocketIOClient client(server.port());

    CHECK(isJoined(joinNamespace(client, "/before"), "/before"));
    CHECK(isJoined(joinNamespace(client, "/after"), "/after"));
    CHECK(joinNamespace(client, "/never") == invalidNamespace("/never"));
    client.send("40/before/");
    CHECK(client.receive() == invalidNamespace("/before/"));
  }

  TEST_CASE("the comma behind a namespace may be missing") {
    SocketIOServerThread server([](Server& io) { io.of("/admin"); });
    SocketIOClient client(server.port());

    client.send("40/admin");

    CHECK(isJoined(client.receive(), "/admin"));
  }

  TEST_CASE("a pattern makes the namespaces that fit, and others are refused") {
    SocketIOServerThread server([](Server& io) { io.of(NamespacePattern("^/room-\\d+$")); });
    SocketIOClient client(server.port());

    CHECK(isJoined(joinNamespace(client, "/room-1"), "/room-1"));
    CHECK(isJoined(joinNamespace(client, "/room-22"), "/room-22"));
    CHECK(joinNamespace(client, "/room-x") == invalidNamespace("/room-x"));
    CHECK(nameOfError([] { NamespacePattern("("); }).starts_with("[Server][of] Not a regular"));
  }

  TEST_CASE("a function decides with the name and what the client sends; one that throws refuses") {
    SocketIOServerThread server([](Server& io) {
      io.of(NamespaceMatcher([](std::string_view name, const Json& auth) {
        if (name == "/throws") {
          throw std::runtime_error("no");
        }
        if (name == "/throws-a-number") {
          throw 1;
        }
        return auth.dump() == R"({"key":1})";
      }));
    });
    SocketIOClient client(server.port());

    CHECK(isJoined(joinNamespace(client, "/a", R"({"key":1})"), "/a"));
    CHECK(joinNamespace(client, "/b", R"({"key":2})") == invalidNamespace("/b"));
    CHECK(joinNamespace(client, "/c") == invalidNamespace("/c"));
    CHECK(joinNamespace(client, "/throws", R"({"key":1})") == invalidNamespace("/throws"));
    CHECK(joinNamespace(client, "/throws-a-number") == invalidNamespace("/throws-a-number"));
  }

  TEST_CASE(
      "parents are asked in the order of registration until one accepts, also when they wait") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      const auto asks = [&](std::string who, std::string accepts) {
        return [&journal, who, accepts](std::string_view name, const Json&) {
          journal.add(who + " " + std::string(name));
          return name == accepts;
        };
      };
      io.of(NamespaceMatcher(asks("first", "/1"))).on("connection", [&](Socket&) {
        journal.add("in first");
      });
      io.of(NamespaceMatcher([&](std::string_view name, const Json&) -> Task<bool> {
        EventLoop& loop = *EventLoop::current();
        co_await boost::asio::post(loop.context(), boost::asio::use_awaitable);
        journal.add("second " + std::string(name));
        if (name == "/throws") {
          throw std::runtime_error("no");
        }
        co_return name == "/2" || name == "/1";
      }));
      io.of(NamespaceMatcher(asks("third", "/3")));
    });
    SocketIOClient client(server.port());

    CHECK(isJoined(joinNamespace(client, "/1"), "/1"));
    CHECK(isJoined(joinNamespace(client, "/2"), "/2"));
    CHECK(isJoined(joinNamespace(client, "/3"), "/3"));
    CHECK(joinNamespace(client, "/throws") == invalidNamespace("/throws"));

    CHECK(journal.entries() == Strings{"first /1", "in first", "first /2", "second /2", "first /3",
                                       "second /3", "third /3", "first /throws", "second /throws",
                                       "third /throws"});
  }

  TEST_CASE("who asks again, speaks or goes while a parent decides") {
    for (const char* packet : {"40/slow,", R"(42/slow,["early"])", "41/slow,"}) {
      CAPTURE(packet);
      std::atomic<bool> isReleased = false;
      std::atomic<bool> isDone = false;
      SocketIOServerThread server([&](Server& io) {
        io.of(NamespaceMatcher([&](std::string_view, const Json&) -> Task<bool> {
            EventLoop& loop = *EventLoop::current();
            while (!isReleased) {
              co_await boost::asio::post(loop.context(), boost::asio::use_awaitable);
            }
            isDone = true;
            co_return true;
          }))
            .on("connection", [](Socket&) { FAIL("joined"); });
      });
      SocketIOClient client(server.port());

      client.send("40/slow,");
      client.send(packet);

      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
      isReleased = true;
      settleUntil(server, [&] { return isDone.load(); });
      server.settle();
      CHECK(server.server().clientsCount() == 0);
    }
  }

  TEST_CASE(
      "children have the middlewares and listeners that their parent had when they were made") {
    Journal journal;
    Namespace* parent = nullptr;
    SocketIOServerThread server([&](Server& io) {
      parent = &io.of(NamespacePattern("^/r"));
      parent->use([&](Socket& socket) { journal.add("use " + socket.nsp().name()); });
      parent->on("connection", [&](Socket& socket) { journal.add("on " + socket.nsp().name()); });
    });
    SocketIOClient client(server.port());
    joinNamespace(client, "/r1");
    parent->use([&](Socket&) { journal.add("late"); });
    joinNamespace(client, "/r2");
    SocketIOClient other(server.port());
    joinNamespace(other, "/r1");

    server.settle();
    CHECK(journal.entries() ==
          Strings{"use /r1", "on /r1", "use /r2", "late", "on /r2", "use /r1", "on /r1"});
  }

  TEST_CASE("new_namespace tells of every namespace before its first socket joins") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("new_namespace", [&](Namespace& nsp) {
        journal.add(nsp.name());
        nsp.on("connection", [&](Socket&) { journal.add("first socket"); });
        throw std::runtime_error("does not matter");
      });
      io.of("/static");
      io.of(NamespacePattern("^/r"));
    });
    SocketIOClient client(server.port());

    joinNamespace(client, "/r1");
    joinNamespace(client, "/static");
    server.server().of("/static");
    server.settle();

    CHECK(journal.entries() == Strings{"/static", "/r1", "first socket", "first socket"});
  }

  TEST_CASE("an empty child goes when that is wanted, and is made anew") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) {
          answersSync(io);
          io.of(NamespacePattern("^/r"));
          io.on("new_namespace", [&](Namespace& nsp) { journal.add(nsp.name()); });
        },
        {.adapter = InspectableAdapter::factory(), .cleanupEmptyChildNamespaces = true});
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    SocketIOClient client(server);
    const std::size_t none = inspected.namespaceCount();

    joinNamespace(client, "/r1");
    CHECK(inspected.namespaceCount() == none + 1);
    sendAndWait(client, {"41/r1,"});
    CHECK(inspected.namespaceCount() == none);

    CHECK(isJoined(joinNamespace(client, "/r1"), "/r1"));
    CHECK(journal.entries() == Strings{"/r1", "/r1"});
  }

  TEST_CASE("an empty child stays when nothing else is said, and when of() has named it") {
    Journal journal;
    const auto rejoin = [&](bool isCleaned, bool isPinned) {
      SocketIOServerThread server(
          [&](Server& io) {
            answersSync(io);
            io.of(NamespacePattern("^/r"));
          },
          {.adapter = InspectableAdapter::factory(), .cleanupEmptyChildNamespaces = isCleaned});
      InspectableAdapter& inspected = InspectableAdapter::of(server);
      SocketIOClient client(server);
      const std::size_t none = inspected.namespaceCount();
      joinNamespace(client, "/r1");
      if (isPinned) {
        server.server().of("/r1");
      }
      sendAndWait(client, {"41/r1,"});
      return inspected.namespaceCount() - none;
    };

    CHECK(rejoin(false, false) == 1);
    CHECK(rejoin(true, true) == 1);
    CHECK(rejoin(true, false) == 0);
  }

  TEST_CASE("a refused client leaves no empty child, and one that is joining keeps it") {
    std::atomic<bool> isReleased = false;
    Namespace* parent = nullptr;
    SocketIOServerThread server(
        [&](Server& io) {
          answersSync(io);
          parent = &io.of(NamespacePattern("^/r"));
          parent->use([&](Socket& socket) -> Task<void> {
            const std::string auth(socket.handshake().authText());
            if (auth == R"({"refuse":1})") {
              throw getError({.message = "refused"});
            }
            while (auth == R"({"wait":1})" && !isReleased) {
              co_await boost::asio::post(socket.loop().context(), boost::asio::use_awaitable);
            }
          });
        },
        {.adapter = InspectableAdapter::factory(), .cleanupEmptyChildNamespaces = true});
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    const std::size_t none = inspected.namespaceCount();
    SocketIOClient client(server);
    SocketIOClient waiting(server);

    CHECK(joinNamespace(client, "/r1", R"({"refuse":1})") == R"(44/r1,{"message":"refused"})");
    CHECK(inspected.namespaceCount() == none);

    joinNamespace(client, "/r1");
    waiting.send(R"(40/r1,{"wait":1})");
    sendAndWait(waiting, {});
    sendAndWait(client, {"41/r1,"});
    CHECK(inspected.namespaceCount() == none + 1);
    isReleased = true;
    CHECK(isJoined(waiting.receive(), "/r1"));
    parent->emit("hello");
    CHECK(waiting.receive() == R"(42/r1,["hello"])");
  }

  TEST_CASE("what is sent to a parent reaches the sockets of all its children") {
    Namespace* parent = nullptr;
    SocketIOServerThread server([&](Server& io) {
      parent = &io.of(NamespacePattern("^/r"));
      parent->on("connection", [](Socket& socket) { socket.join("some"); });
      io.of("/other");
    });
    SocketIOClient client(server.port());
    joinNamespace(client, "/r1");
    SocketIOClient second(server.port());
    joinNamespace(second, "/r2");
    SocketIOClient outsider(server.port());
    joinNamespace(outsider, "/other");

    parent->emit("all", 1);
    parent->to("some").emit("room", 2);
    parent->socketsLeave("some");
    parent->to("some").emit("nobody");
    parent->disconnectSockets();
    server.server().of("/other").emit("other");

    CHECK(client.receive() == R"(42/r1,["all",1])");
    CHECK(client.receive() == R"(42/r1,["room",2])");
    CHECK(client.receive() == "41/r1,");
    CHECK(second.receive() == R"(42/r2,["all",1])");
    CHECK(second.receive() == R"(42/r2,["room",2])");
    CHECK(second.receive() == "41/r2,");
    CHECK(outsider.receive() == R"(42/other,["other"])");
  }

  TEST_CASE("the answers of all children to their parent are collected") {
    Namespace* parent = nullptr;
    SocketIOServerThread server([&](Server& io) { parent = &io.of(NamespacePattern("^/r")); });
    SocketIOClient client(server.port());
    joinNamespace(client, "/r1");
    joinNamespace(client, "/r2");
    Strings answers;
    std::thread waiter([&] {
      server.run([&]() -> Task<void> {
        const std::vector<Json> all =
            co_await parent->timeout(std::chrono::seconds(10)).emitWithAck("q");
        for (const Json& answer : all) {
          answers.push_back(answer.dump());
        }
      });
    });
    for (int count = 0; count < 2; ++count) {
      const std::string question = client.receive();
      const std::string nsp = question.substr(2, 3);
      client.send("43" + nsp + ",0[\"" + nsp + "\"]");
    }
    waiter.join();

    std::sort(answers.begin(), answers.end());
    CHECK(answers == Strings{R"("/r1")", R"("/r2")"});
  }

  TEST_CASE("a parent cannot list its sockets") {
    SocketIOServerThread server;
    Namespace& parent = server.server().of(NamespacePattern("^/r"));
    std::string message;

    server.run([&]() -> Task<void> {
      try {
        co_await parent.fetchSockets();
      } catch (const ApplicationError& error) {
        message = error.what();
      }
    });

    CHECK(message == "fetchSockets() is not supported on parent namespaces");
  }

  TEST_CASE("dynamic namespaces and the namespaces of a connection end at their limits") {
    SocketIOServerThread server(
        [&](Server& io) {
          answersSync(io);
          io.of(NamespacePattern("^/r"));
          io.of("/static");
        },
        {.cleanupEmptyChildNamespaces = true,
         .maxNamespacesPerConnection = 4,
         .maxDynamicNamespaces = 2});
    SocketIOClient client(server);

    CHECK(isJoined(joinNamespace(client, "/r1"), "/r1"));
    CHECK(isJoined(joinNamespace(client, "/r2"), "/r2"));
    CHECK(joinNamespace(client, "/r3") == invalidNamespace("/r3"));
    CHECK(isJoined(joinNamespace(client, "/static"), "/static"));
    CHECK(joinNamespace(client, "/r1x") == R"(44/r1x,{"message":"Too many namespaces"})");
    sendAndWait(client, {"41/r1,"});
    CHECK(isJoined(joinNamespace(client, "/r3"), "/r3"));
  }

  TEST_CASE("a name that is too long makes no namespace") {
    SocketIOServerThread server([](Server& io) {
      io.of(NamespaceMatcher([](std::string_view, const Json&) { return true; }));
    });
    SocketIOClient client(server.port());
    const std::string longest = "/" + std::string(255, 'n');

    CHECK(isJoined(joinNamespace(client, longest), longest));
    CHECK(joinNamespace(client, longest + "n") == invalidNamespace(longest + "n"));
  }

  TEST_CASE("leaving one namespace keeps the others, and ends what may be said in it") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      answersSync(io);
      io.of("/a").on("connection", [&](Socket& socket) {
        socket.on("disconnect", [&](std::string reason) { journal.add("a " + reason); });
      });
      io.of("/b").on("connection", [&](Socket& socket) {
        socket.on("ping", [](Ack ack) { ack("b"); });
        socket.on("disconnect", [&](std::string reason) { journal.add("b " + reason); });
      });
    });
    SocketIOClient client(server);
    joinNamespace(client, "/a");
    joinNamespace(client, "/b");

    sendAndWait(client, {"41/a"});
    client.send(R"(42/b,1["ping"])");
    CHECK(client.receive() == R"(43/b,1["b"])");
    CHECK(journal.entries() == Strings{"a client namespace disconnect"});

    client.send(R"(42/a,["late"])");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    server.settle();
    CHECK(journal.entries() == Strings{"a client namespace disconnect", "b forced close"});
  }

  TEST_CASE("a second CONNECT closes the connection") {
    SocketIOServerThread server([](Server& io) { io.of("/a"); });
    SocketIOClient client(server);
    joinNamespace(client, "/a");

    client.send("40/a,");

    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
  }

  TEST_CASE("children that come and go on all loops at once leave nothing behind") {
    SocketIOServerThread server(
        [&](Server& io) {
          answersSync(io);
          Namespace& parent = io.of(NamespacePattern("^/r"));
          parent.on("connection", [](Socket& socket) { socket.join("some"); });
          parent.use([](Socket& socket) -> Task<void> {
            co_await boost::asio::post(socket.loop().context(), boost::asio::use_awaitable);
          });
        },
        {.adapter = InspectableAdapter::factory(), .cleanupEmptyChildNamespaces = true}, 3);
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    const std::size_t none = inspected.namespaceCount();
    std::atomic<int> joined = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        SocketIOClient client(server);
        for (int round = 0; round < 200; ++round) {
          joined += isJoined(joinNamespace(client, "/r1"), "/r1") ? 1 : 0;
          client.send("41/r1,");
        }
        sendAndWait(client, {});
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }

    CHECK(joined == 800);
    CHECK(inspected.namespaceCount() == none);
  }
}
