#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/polling_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

struct Identity {
  std::string name;
  Strings rooms;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (name, rooms))

/// Sockets join the rooms that they ask for, and show who they are.
void identifies(Server& io) {
  io.on("connection", [](Socket& socket) {
    const auto identity = socket.handshake().auth<Identity>();
    socket.join(identity.rooms);
    socket.data()["name"] = identity.name;
  });
}

/// The names of events until `end`.
Strings eventsOf(SocketIOClient& client) {
  Strings events;
  for (std::string packet = client.receive(); packet != R"(42["end"])"; packet = client.receive()) {
    events.push_back(packet.substr(4, packet.size() - 6));
  }
  return events;
}

std::string namesOf(const std::vector<RemoteSocket>& sockets) {
  Strings names;
  for (const RemoteSocket& socket : sockets) {
    names.push_back(socket.data["name"].asString());
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) {
    text += name;
  }
  return text;
}

}  // namespace

TEST_SUITE("helpers/socket_io/BroadcastOperator") {
  TEST_CASE("who is meant, on server, namespace and socket") {
    SocketIOServerThread server(
        [](Server& io) {
          identifies(io);
          io.on("connection", [](Socket& socket) {
            socket.on("go", [](Socket& self) {
              self.broadcast().emit("broadcast");
              self.to("x").emit("to x");
              self.in("y").emit("in y");
              self.to({"x", "y"}).emit("to x y");
              self.except("x").emit("except x");
              self.to("x").except("y").emit("to x except y");
              self.local().emit("local");
              self.volatile_().emit("self volatile");
              self.compress(false).emit("self plain");
              self.broadcast().to("x").volatile_().compress(false).local().emit("chained");
              self.nsp().emit("all");
            });
          });
        },
        {}, 3);
    std::map<std::string, SocketIOClient> clients;
    const std::pair<std::string, std::string> people[] = {
        {"a", R"(["x"])"}, {"b", R"(["x","y"])"}, {"c", R"(["y"])"}, {"d", "[]"}};
    for (const auto& [name, rooms] : people) {
      SocketIOClient& client = clients.try_emplace(name, server.port()).first->second;
      client.connect(R"({"name":")" + name + R"(","rooms":)" + rooms + "}");
    }
    Server& io = server.server();
    Namespace& nsp = io.sockets();
    const std::string idOfD = clients.at("d").id;

    io.emit("all");
    io.send();
    io.to("x").emit("to x");
    io.in("x").to("y").emit("to x y");
    io.to({"x", "x"}).to("x").emit("x thrice");
    io.except("x").emit("except x");
    io.except({"x", "y"}).emit("except x y");
    io.to("x").except("y").emit("to x except y");
    io.to(idOfD).emit("to d");
    io.to(idOfD).except("x").to("y").emit("to d y except x");
    io.except(idOfD).emit("except d");
    io.to("nobody").emit("to nobody");
    io.local().emit("local");
    io.volatile_().emit("volatile");
    io.compress(true).emit("compressed");
    io.timeout(1s).emit("with timeout");
    nsp.to("x").to(idOfD).emit("nsp");
    nsp.volatile_().local().compress(false).except("x").emit("nsp chained");
    // Operators are values: what is added to one is not in the other.
    const BroadcastOperator toX = io.to("x");
    toX.to("y").emit("derived");
    toX.emit("original");
    server.settle();
    clients.at("a").send(R"(42["go"])");
    clients.at("a").send(R"(42["go"])");
    // Each time everybody gets `all` last; the very first event is called the same.
    std::map<std::string, Strings> seen;
    for (auto& [name, client] : clients) {
      int ends = 0;
      Strings& events = seen[name];
      while (ends < 2) {
        const std::string packet = client.receive();
        const std::string event = packet.substr(4, packet.size() - 6);
        ends += event == "all" && !events.empty() ? 1 : 0;
        events.push_back(event);
      }
    }

    const Strings socketsA{"self volatile", "self plain", "all"};
    const Strings socketsB{"broadcast", "to x", "in y", "to x y", "local", "chained", "all"};
    const Strings socketsC{"broadcast", "in y", "to x y", "except x", "local", "all"};
    const Strings socketsD{"broadcast", "except x", "local", "all"};
    const Strings a{"all",           "message",  "to x",    "to x y",   "x thrice",
                    "to x except y", "except d", "local",   "volatile", "compressed",
                    "with timeout",  "nsp",      "derived", "original"};
    const Strings b{"all",      "message", "to x",     "to x y",     "x thrice",
                    "except d", "local",   "volatile", "compressed", "with timeout",
                    "nsp",      "derived", "original"};
    const Strings c{"all",         "message", "to x y",   "except x",   "to d y except x",
                    "except d",    "local",   "volatile", "compressed", "with timeout",
                    "nsp chained", "derived"};
    const Strings d{"all",   "message",  "except x",   "except x y",   "to d", "to d y except x",
                    "local", "volatile", "compressed", "with timeout", "nsp",  "nsp chained"};
    const auto twice = [](Strings first, const Strings& then) {
      first.insert(first.end(), then.begin(), then.end());
      first.insert(first.end(), then.begin(), then.end());
      return first;
    };
    CHECK(seen["a"] == twice(a, socketsA));
    CHECK(seen["b"] == twice(b, socketsB));
    CHECK(seen["c"] == twice(c, socketsC));
    CHECK(seen["d"] == twice(d, socketsD));
  }

  TEST_CASE("many sockets are found, moved and ended at once") {
    SocketIOServerThread server(
        [](Server& io) {
          identifies(io);
          io.of("/other");
        },
        {}, 3);
    std::map<std::string, SocketIOClient> clients;
    for (const std::string name : {"a", "b", "c"}) {
      SocketIOClient& client = clients.try_emplace(name, server.port()).first->second;
      client.connect(R"({"name":")" + name + R"(","rooms":["all",")" + name + R"("]})");
    }
    joinNamespace(clients.at("a"), "/other");
    CHECK(server.server().sockets().socketsCount() == 3);
    CHECK(server.server().of("/other").socketsCount() == 1);

    const auto fetch = [&](const BroadcastOperator& target) {
      std::vector<RemoteSocket> found;
      server.run([&]() -> Task<void> { found = co_await target.fetchSockets(); });
      return found;
    };
    Server& io = server.server();
    CHECK(namesOf(fetch(io.local())) == "abc");
    CHECK(namesOf(fetch(io.to("a").to("b"))) == "ab");
    CHECK(namesOf(fetch(io.except("a"))) == "bc");
    const std::vector<RemoteSocket> found = fetch(io.to("c"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == clients.at("c").id);
    CHECK(found[0].rooms == Strings{found[0].id, "all", "c"});
    CHECK(found[0].handshake.address() == "127.0.0.1");

    io.to("a").to("b").socketsJoin({"pair", "more"});
    io.to("b").socketsLeave({"more", "unknown"});
    io.socketsLeave("all");
    server.settle();
    CHECK(namesOf(fetch(io.to("pair"))) == "ab");
    CHECK(namesOf(fetch(io.to("more"))) == "a");
    CHECK(fetch(io.to("all")).empty());

    server.server().to("b").disconnectSockets();
    CHECK(clients.at("b").receive() == "41");
    clients.at("b").connect(R"({"name":"b","rooms":[]})");
    server.server().to("a").disconnectSockets(true);
    CHECK(clients.at("a").receive() == "41");
    CHECK(clients.at("a").receive() == "41/other,");
    CHECK(clients.at("a").closeCode() == WebSocketClient::NO_CODE);
    server.settle();
    CHECK(server.server().sockets().socketsCount() == 2);
    CHECK(server.server().of("/other").socketsCount() == 0);
    server.server().emit("end");
    CHECK(eventsOf(clients.at("c")).empty());
  }

  TEST_CASE("names of the protocol are refused wherever they are sent from") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        for (const char* name : {"connect", "connect_error", "disconnect", "disconnecting",
                                 "newListener", "removeListener"}) {
          const std::function<void()> calls[] = {
              [&] { socket.emit(name); },
              [&] { socket.emit(name, [](const AckError*) {}); },
              [&] { socket.volatile_().emit(name); },
              [&] { socket.broadcast().emit(name); },
              [&] { socket.nsp().emit(name); },
          };
          for (const auto& call : calls) {
            try {
              call();
              journal.add("sent");
            } catch (const ApplicationError& error) {
              journal.add(error.what());
            }
          }
        }
        socket.emit("connection");
      });
    });
    SocketIOClient client(server);

    CHECK(client.receive() == R"(42["connection"])");
    const Strings refusals = journal.entries();
    CHECK(refusals.size() == 30);
    CHECK(refusals.front() == R"("connect" is a reserved event name)");
    CHECK(std::count(refusals.begin(), refusals.end(), "sent") == 0);
  }
}

TEST_SUITE("helpers/socket_io: volatile") {
  TEST_CASE("a volatile event is not kept for a client that does not poll") {
    SocketIOServerThread server([](Server& io) {
      io.on("connection", [](Socket& socket) {
        socket.on("go", [](Socket& self) {
          self.volatile_().emit("lost");
          self.nsp().volatile_().emit("lost too");
          self.emit("kept");
        });
      });
    });
    SocketIOPollingClient client(server.port());
    client.connect();

    client.post(R"(42["go"])");
    CHECK(client.get() == R"(42["kept"])");
  }

  TEST_CASE("a volatile event reaches a client that polls") {
    SocketIOServerThread server;
    SocketIOPollingClient client(server.port());
    client.connect();

    client.beginGet();
    auto answer = std::async(std::launch::async, [&] { return client.receive(); });
    // Until the poll has reached the server, every one of them is dropped.
    settleUntil(server, [&] {
      server.server().volatile_().emit("volatile");
      return answer.wait_for(0s) == std::future_status::ready;
    });

    CHECK(answer.get().starts_with(R"(42["volatile"])"));
  }

  TEST_CASE("volatile events are dropped while a client does not read, the others wait for it") {
    SocketIOServerThread server;
    SocketIOClient client(server);
    const std::string large(1'000'000, 'x');
    constexpr int EVENTS = 40;

    for (int index = 0; index < EVENTS; ++index) {
      server.server().volatile_().emit("volatile", large);
      server.settle();
    }
    server.server().emit("end");
    int received = 0;
    std::string packet;
    while ((packet = client.receive()) != R"(42["end"])") {
      ++received;
    }

    CHECK(received > 0);
    CHECK(received < EVENTS);
    server.settle();
    server.server().volatile_().emit("again");
    server.server().emit("end");
    CHECK(eventsOf(client) == Strings{"again"});
  }
}
