#include "ignis/helpers/socket/socket_io/server.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

/// Joins and leaves rooms as clients ask, and tells when it is done.
void joinsRooms(Server& server) {
  server.on("connection", [](Socket& socket) {
    socket.on("join", [](Socket& self, std::vector<std::string> rooms, Ack ack) {
      self.join(rooms);
      ack(self.rooms());
    });
    socket.on("leave", [](Socket& self, std::string room, Ack ack) {
      self.leave(room);
      ack(self.rooms());
    });
    socket.on("tell", [](Socket& self, std::string room, std::string text) {
      self.to(room).emit("told", text);
      self.emit("sent");
    });
  });
}

void join(SocketIOClient& client, const std::string& room) {
  client.send(R"(421["join",[")" + room + R"("]])");
  client.receive();
}

}  // namespace

TEST_SUITE("helpers/socket_io/Server") {
  TEST_CASE("the id of the answer is the socket's, and it is in the room of its id") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        journal.add(std::string(socket.id()));
        journal.add(socket.rooms().at(0));
        CHECK(socket.connected());
        CHECK(socket.nsp().name() == "/");
      });
    });
    SocketIOClient client(server);
    server.settle();
    CHECK(journal.entries() == Strings{client.id, client.id});
  }

  TEST_CASE("the answer to CONNECT comes before what listeners send") {
    SocketIOServerThread server([](Server& io) {
      io.on("connection", [](Socket& socket) { socket.emit("welcome", socket.id()); });
      io.on("connect", [](Socket& socket) { socket.emit("again"); });
    });
    SocketIOClient client(server);
    CHECK(client.receive() == R"(42["welcome",")" + client.id + R"("])");
    CHECK(client.receive() == R"(42["again"])");
  }

  TEST_CASE("the handshake shows how the client connected") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        const Handshake& handshake = socket.handshake();
        journal.add(std::string(handshake.header("x-a")));
        journal.add(std::string(handshake.address()));
        journal.add(std::string(handshake.url()));
        journal.add(handshake.query("foo").value_or("?"));
        journal.add(handshake.auth().dump());
        journal.add(handshake.xdomain() ? "xdomain" : "same");
        journal.add(handshake.secure() ? "secure" : "plain");
        journal.add(handshake.time().substr(handshake.time().size() - 28));
        const Json json = handshake.toJson();
        std::string keys;
        for (const auto& [key, value] : json.members()) {
          keys += key + " ";
        }
        journal.add(keys);
        journal.add(json["query"].dump());
      });
    });
    SocketIOClient client(server.port(), "EIO=4&transport=websocket&foo=b%20r",
                          "X-A: 1\r\nOrigin: http://a.example\r\n");
    client.connect(R"({"token":"t"})");
    server.settle();
    CHECK(journal.entries() ==
          Strings{"1", "127.0.0.1", "/socket.io/?EIO=4&transport=websocket&foo=b%20r", "b r",
                  R"({"token":"t"})", "xdomain", "plain", "(Coordinated Universal Time)",
                  "headers time address xdomain secure issued url query auth ",
                  R"({"EIO":"4","transport":"websocket","foo":"b r"})"});
  }

  TEST_CASE("middlewares run in order and may refuse") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.use([&](Socket& socket) {
        journal.add("first");
        CHECK_FALSE(socket.connected());
      });
      io.use([&](Socket& socket) -> Task<void> {
        journal.add("second");
        const Json auth = socket.handshake().auth();
        if (auth["token"].isNull()) {
          throw getError({.message = "nope", .details = R"({"code":1})"});
        }
        co_return;
      });
      io.use([&](Socket& socket) {
        journal.add("third");
        if (!socket.handshake().auth()["fail"].isNull()) {
          throw std::runtime_error("the password is hunter2");
        }
      });
      io.on("connection", [&](Socket&) { journal.add("connected"); });
    });
    SocketIOClient client(server.port());

    client.send("40");
    CHECK(client.receive() == R"(44{"message":"nope","data":{"code":1}})");
    client.send(R"(40{"token":1,"fail":1})");
    CHECK(client.receive() == R"(44{"message":"Internal Server Error"})");
    client.connect(R"({"token":1})");
    server.settle();
    CHECK(journal.entries() == Strings{"first", "second", "first", "second", "third", "first",
                                       "second", "third", "connected"});
  }

  TEST_CASE("who asks twice or speaks while middlewares run is closed") {
    for (const char* packet : {"40", R"(42["early"])"}) {
      CAPTURE(packet);
      Journal journal;
      std::atomic<bool> isReleased = false;
      SocketIOServerThread server([&](Server& io) {
        io.use([&](Socket& socket) -> Task<void> {
          while (!isReleased) {
            co_await boost::asio::post(socket.loop().context(), boost::asio::use_awaitable);
          }
          journal.add("released");
        });
        io.on("connection", [&](Socket&) { journal.add("connected"); });
      });
      SocketIOClient client(server.port());

      client.send("40");
      client.send(packet);

      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
      isReleased = true;
      while (journal.entries().empty()) {
        server.settle();
      }
      server.settle();
      CHECK(journal.entries() == Strings{"released"});
    }
  }

  TEST_CASE("rooms receive what is sent to them, each member once") {
    SocketIOServerThread server(joinsRooms);
    SocketIOClient alice(server);
    SocketIOClient bob(server);
    SocketIOClient carol(server);
    join(alice, "a");
    join(bob, "a");
    join(bob, "b");
    join(carol, "b");

    server.server().to("a").emit("e", 1);
    server.server().to({"a", "b"}).emit("e", 2);
    server.server().to("a").except("b").emit("e", 3);
    server.server().to(carol.id).emit("e", 4);
    server.server().except(carol.id).emit("e", 5);
    server.server().to("nobody").emit("e", 6);
    server.server().emit("e", 7);
    server.server().volatile_().compress(true).local().in("b").emit("e", 8);

    for (const char* packet : {"1", "2", "3", "5", "7"}) {
      CHECK(alice.receive() == R"(42["e",)" + std::string(packet) + "]");
    }
    for (const char* packet : {"1", "2", "5", "7", "8"}) {
      CHECK(bob.receive() == R"(42["e",)" + std::string(packet) + "]");
    }
    for (const char* packet : {"2", "4", "7", "8"}) {
      CHECK(carol.receive() == R"(42["e",)" + std::string(packet) + "]");
    }
  }

  TEST_CASE("a socket's own messages to a room do not come back") {
    SocketIOServerThread server(joinsRooms);
    SocketIOClient alice(server);
    SocketIOClient bob(server);
    join(alice, "a");
    join(bob, "a");

    alice.send(R"(42["tell","a","hi"])");

    CHECK(alice.receive() == R"(42["sent"])");
    CHECK(bob.receive() == R"(42["told","hi"])");
  }

  TEST_CASE("a room that was left receives nothing") {
    SocketIOServerThread server(joinsRooms);
    SocketIOClient alice(server);
    join(alice, "a");

    alice.send(R"(421["leave","a"])");
    CHECK(alice.receive() == R"(431[[")" + alice.id + R"("]])");
    alice.send(R"(421["leave",")" + alice.id + R"("])");
    CHECK(alice.receive() == "431[[]]");

    server.server().to("a").emit("lost");
    server.server().to(alice.id).emit("lost");
    server.server().emit("found");
    CHECK(alice.receive() == R"(42["found"])");
  }

  TEST_CASE("rooms end at the limit") {
    SocketIOServerThread server(joinsRooms, {.maxRoomsPerSocket = 2});
    SocketIOClient client(server);

    client.send(R"(421["join",["a","b","c","a"]])");
    CHECK(client.receive() == R"(431[[")" + client.id + R"(","a","b"]])");
  }

  TEST_CASE("one call joins, leaves or disconnects many sockets") {
    SocketIOServerThread server(joinsRooms);
    SocketIOClient alice(server);
    SocketIOClient bob(server);

    server.server().socketsJoin({"all", "some"});
    server.server().to(bob.id).socketsLeave("some");
    server.server().to("some").emit("some");
    server.server().to("all").emit("all");
    CHECK(alice.receive() == R"(42["some"])");
    CHECK(alice.receive() == R"(42["all"])");
    CHECK(bob.receive() == R"(42["all"])");

    server.server().to("some").disconnectSockets();
    CHECK(alice.receive() == "41");
    alice.connect();
    server.server().disconnectSockets(true);
    CHECK(bob.receive() == "41");
    CHECK(bob.closeCode() == WebSocketClient::NO_CODE);
  }

  TEST_CASE("fetchSockets finds the sockets of all loops") {
    SocketIOServerThread server([](Server& io) {
      joinsRooms(io);
      io.on("connection", [](Socket& socket) { socket.data()["user"] = "u1"; });
    });
    SocketIOClient alice(server);
    SocketIOClient bob(server);
    join(alice, "a");
    std::vector<RemoteSocket> all;
    std::vector<RemoteSocket> room;

    server.run([&]() -> Task<void> {
      all = co_await server.server().fetchSockets();
      room = co_await server.server().in("a").fetchSockets();
    });

    CHECK(all.size() == 2);
    REQUIRE(room.size() == 1);
    CHECK(room[0].id == alice.id);
    CHECK(room[0].rooms == Strings{alice.id, "a"});
    CHECK(room[0].data.dump() == R"({"user":"u1"})");
    CHECK(room[0].handshake.address() == "127.0.0.1");
  }

  TEST_CASE("the protocol's own events cannot be sent") {
    SocketIOServerThread server;
    CHECK_THROWS_WITH_AS(server.server().emit("connect"), "\"connect\" is a reserved event name",
                         ApplicationError);
    CHECK_THROWS_WITH_AS(server.server().to("a").emit("newListener", 1),
                         "\"newListener\" is a reserved event name", ApplicationError);
  }

  TEST_CASE("a broadcast keeps the sender's order on every loop") {
    SocketIOServerThread server;
    SocketIOClient alice(server);
    SocketIOClient bob(server);

    for (int count = 0; count < 100; ++count) {
      server.server().emit("n", count);
    }

    for (int count = 0; count < 100; ++count) {
      const std::string expected = R"(42["n",)" + std::to_string(count) + "]";
      CHECK(alice.receive() == expected);
      CHECK(bob.receive() == expected);
    }
  }

  TEST_CASE("a large message reaches everybody") {
    SocketIOServerThread server;
    SocketIOClient alice(server);
    SocketIOClient bob(server);
    const std::string text(100'000, 'x');

    server.server().emit("large", text);

    const std::string expected = R"(42["large",")" + text + R"("])";
    CHECK(alice.receive() == expected);
    CHECK(bob.receive() == expected);
  }

  TEST_CASE("every client's answer to a broadcast is collected") {
    SocketIOServerThread server;
    SocketIOClient alice(server);
    SocketIOClient bob(server);
    std::promise<std::vector<Json>> answers;
    std::thread waiter([&] {
      server.run([&]() -> Task<void> {
        std::vector<Json> collected =
            co_await server.server().timeout(10s).emitWithAck("question", 1);
        answers.set_value(std::move(collected));
      });
    });

    CHECK(alice.receive() == R"(420["question",1])");
    alice.send(R"(430["yes","ignored"])");
    CHECK(bob.receive() == R"(420["question",1])");
    bob.send("430[2]");
    waiter.join();

    std::multiset<std::string> texts;
    for (const Json& answer : answers.get_future().get()) {
      texts.insert(answer.dump());
    }
    CHECK(texts == std::multiset<std::string>{"\"yes\"", "2"});
  }

  TEST_CASE("a broadcast that is not answered by all fails, one to nobody succeeds") {
    SocketIOServerThread server;
    SocketIOClient client(server);
    bool failed = false;
    std::size_t nobody = 1;

    server.run([&]() -> Task<void> {
      const std::vector<Json> none =
          co_await server.server().to("nobody").timeout(10s).emitWithAck("question");
      nobody = none.size();
      try {
        co_await server.server().timeout(20ms).emitWithAck("question");
      } catch (const ApplicationError& error) {
        failed = std::string_view(error.what()) == "operation has timed out";
      }
    });

    CHECK(nobody == 0);
    CHECK(failed);
  }

  TEST_CASE("close tells everybody and gives the path back") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        socket.on("disconnect", [&](std::string reason) { journal.add(reason); });
      });
    });
    SocketIOClient alice(server);
    SocketIOClient idle(server.port());

    server.run([&] { return server.server().close(); });

    CHECK(alice.closeCode() == WebSocketClient::NO_CODE);
    CHECK(idle.closeCode() == WebSocketClient::NO_CODE);
    CHECK(journal.entries() == Strings{"server shutting down"});
    CHECK(server.server().clientsCount() == 0);
    WebSocketClient late(server.port(), "/socket.io/?EIO=4&transport=websocket");
    CHECK(late.head().starts_with("HTTP/1.1 404"));
  }

  TEST_CASE("a name is one namespace, with or without its slash") {
    SocketIOServerThread server;
    CHECK(&server.server().of("/") == &server.server().sockets());
    CHECK(&server.server().of("") == &server.server().sockets());
    CHECK(&server.server().of("admin") == &server.server().of("/admin"));
    CHECK(server.server().of("admin").name() == "/admin");
  }

  TEST_CASE("a thousand connections leave nothing behind") {
    SocketIOServerThread server(joinsRooms);
    for (int round = 0; round < 20; ++round) {
      std::vector<std::unique_ptr<SocketIOClient>> clients;
      for (int count = 0; count < 50; ++count) {
        clients.push_back(std::make_unique<SocketIOClient>(server));
        join(*clients.back(), "room-" + std::to_string(count));
      }
    }
    while (server.server().clientsCount() > 0) {
      server.settle();
    }
    std::vector<RemoteSocket> left;
    server.run([&]() -> Task<void> { left = co_await server.server().fetchSockets(); });
    CHECK(left.empty());
  }
}
