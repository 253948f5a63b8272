#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/hex.hpp"
#include "unit/helpers/socket/socket_io/adapter/redis/cluster_node.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

struct Wish {
  Strings rooms{};
};
BOOST_DESCRIBE_STRUCT(Wish, (), (rooms))

/// Sockets join the rooms that they ask for, and answer every question with their first room.
void joins(Server& io) {
  io.on("connection", [](Socket& socket) {
    const Strings rooms = socket.handshake().auth<Wish>().rooms;
    socket.join(rooms);
    socket.data()["rooms"] = rooms.size();
  });
}

/// A client that is in a room.
struct Member : SocketIOClient {
  Member(ClusterNode& node, std::string_view room) : SocketIOClient(node.thread.port()) {
    connect(R"({"rooms":[")" + std::string(room) + R"("]})");
  }
};

/// Two servers.
struct Pair {
  explicit Pair(std::size_t threads = 2, RedisAdapterOptions options = {})
      : one(broker, joins, options, {}, threads), two(broker, joins, options, {}, threads) {}

  TestBroker broker;
  ClusterNode one;
  ClusterNode two;
};

/// The names of events until `end`.
Strings eventsOf(SocketIOClient& client) {
  Strings events;
  for (std::string packet = client.receive(); packet != R"(42["end"])"; packet = client.receive()) {
    events.push_back(packet);
  }
  return events;
}

Strings idsOf(const std::vector<RemoteSocket>& sockets) {
  Strings ids;
  for (const RemoteSocket& socket : sockets) {
    ids.push_back(socket.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<RemoteSocket> fetch(ClusterNode& node, const BroadcastOperator& target) {
  std::vector<RemoteSocket> sockets;
  node.thread.run([&]() -> Task<void> { sockets = co_await target.fetchSockets(); });
  return sockets;
}

Strings sorted(Strings names) {
  std::sort(names.begin(), names.end());
  return names;
}

std::string textOf(const AckError* error, std::vector<Json> answers) {
  std::string text = error == nullptr ? "fine" : error->message;
  Strings values;
  for (const Json& answer : answers) {
    values.push_back(answer.dump());
  }
  for (const std::string& value : sorted(values)) {
    text += " " + value;
  }
  return text;
}

}  // namespace

TEST_SUITE("helpers/socket_io/RedisAdapter") {
  TEST_CASE("a broadcast reaches who is meant on every server") {
    for (const std::size_t threads : {1, 2}) {
      CAPTURE(threads);
      Pair nodes(threads);
      Member a(nodes.one, "a");
      Member b(nodes.two, "b");
      Server& io = nodes.one.io();

      io.emit("all", 1, "x", nullptr);
      io.to("a").emit("a");
      io.to("b").emit("b");
      io.to({"a", "b"}).emit("both");
      io.except("b").emit("not b");
      io.to(b.id).emit("b alone");
      io.local().emit("local");
      io.to("nobody").emit("nobody");
      io.emit("end");

      CHECK(eventsOf(a) == Strings{R"(42["all",1,"x",null])", R"(42["a"])", R"(42["both"])",
                                   R"(42["not b"])", R"(42["local"])"});
      CHECK(eventsOf(b) ==
            Strings{R"(42["all",1,"x",null])", R"(42["b"])", R"(42["both"])", R"(42["b alone"])"});
    }
  }

  TEST_CASE("a socket's broadcast reaches everybody else") {
    TestBroker broker;
    const auto setUp = [](Server& io) {
      io.on("connection", [](Socket& socket) {
        socket.on("say",
                  [](Socket& self, std::string text) { self.broadcast().emit("said", text); });
      });
    };
    ClusterNode one(broker, setUp);
    ClusterNode two(broker, setUp);
    SocketIOClient speaker(one.thread);
    SocketIOClient neighbour(one.thread);
    SocketIOClient stranger(two.thread);

    speaker.send(R"(42["say","hi"])");

    CHECK(neighbour.receive() == R"(42["said","hi"])");
    CHECK(stranger.receive() == R"(42["said","hi"])");
    two.io().emit("end");
    CHECK(eventsOf(speaker).empty());
  }

  TEST_CASE("binary arguments arrive as attachments") {
    Pair nodes;
    Member b(nodes.two, "b");

    nodes.one.io().emit("bin", bytesOf("\x01\x02\x03"),
                        Json::object({{"inner", Json(bytesOf("\xff"))}}));

    CHECK(b.receive() ==
          R"(452-["bin",{"_placeholder":true,"num":0},{"inner":{"_placeholder":true,"num":1}}])");
    CHECK(b.webSocket.receive().payload == "\x01\x02\x03");
    CHECK(b.webSocket.receive().payload == "\xff");
  }

  TEST_CASE("what is published is what the original publishes") {
    Pair nodes;
    Member a(nodes.one, "a");
    Wiretap wiretap(nodes.broker);
    const std::string uid = hexOf(nodes.one.adapter().uid());

    nodes.one.io().to("news").emit("n", 1);
    nodes.one.io().to({"a", "news"}).except("x").compress(false).volatile_().emit("n", true);
    nodes.one.io().in("news").socketsJoin({"r1", "r2"});

    settleUntil(nodes.one.thread, [&] { return wiretap.messages().size() == 3; });
    const auto messages = wiretap.messages();
    CHECK(messages[0].channel == "socket.io#/#news#");
    CHECK(hexOf(messages[0].payload) == "93a6" + uid +
                                            "83a47479706502a46461746192a16e01a36e7370a12f83a5726f6f"
                                            "6d7391a46e657773a665786365707490a5666c61677380");
    CHECK(messages[1].channel == "socket.io#/#");
    CHECK(messages[2].channel == "socket.io-request#/#");
    CHECK(messages[2].payload ==
          R"({"uid":")" + nodes.one.adapter().uid() +
              R"(","type":2,"opts":{"rooms":["news"],"except":[]},"rooms":["r1","r2"]})");
  }

  TEST_CASE("a server alone on an embedded broker publishes nothing") {
    TestBroker broker;
    ClusterNode node(broker, joins);
    Wiretap wiretap(broker);
    SocketIOClient client(node.thread);

    node.io().emit("all");
    node.io().socketsJoin("r");
    node.io().to("r").emit("room");
    node.io().serverSideEmit("nobody");
    node.io().emit("end");

    CHECK(eventsOf(client) == Strings{R"(42["all"])", R"(42["room"])"});
    CHECK(idsOf(fetch(node, node.io().in("r"))) == Strings{client.id});
    CHECK(wiretap.messages().empty());
    CHECK(node.adapter().publishFailedCount() == 0);
  }

  TEST_CASE("sockets of all servers are found, with what is known of them") {
    Pair nodes;
    Member a(nodes.one, "a");
    Member b(nodes.two, "b");

    CHECK(idsOf(fetch(nodes.one, nodes.one.io().to({"a", "b"}))) == sorted({a.id, b.id}));
    CHECK(idsOf(fetch(nodes.two, nodes.two.io().except("a"))) == Strings{b.id});
    CHECK(idsOf(fetch(nodes.one, nodes.one.io().local())) == Strings{a.id});
    const auto found = fetch(nodes.one, nodes.one.io().in("b"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].rooms == Strings{b.id, "b"});
    CHECK(found[0].data.dump() == R"({"rooms":1})");
    CHECK(found[0].handshake.auth().dump() == R"({"rooms":["b"]})");
    CHECK(found[0].handshake.query("transport") == "websocket");
    CHECK(found[0].handshake.issued() > 0);
  }

  TEST_CASE("sockets of all servers join, leave and are disconnected") {
    Pair nodes;
    Member a(nodes.one, "a");
    Member b(nodes.two, "b");
    Server& io = nodes.one.io();
    const auto membersOf = [&](std::string_view room) {
      return idsOf(fetch(nodes.one, io.in(room)));
    };

    io.socketsJoin("everybody");
    settleUntil(nodes.one.thread, [&] { return membersOf("everybody") == sorted({a.id, b.id}); });
    nodes.two.io().in("a").socketsLeave("everybody");
    settleUntil(nodes.one.thread, [&] { return membersOf("everybody") == Strings{b.id}; });
    io.in("b").disconnectSockets();

    CHECK(b.receive() == "41");
    settleUntil(nodes.one.thread, [&] { return membersOf("everybody").empty(); });
    io.emit("end");
    CHECK(eventsOf(a).empty());
    io.disconnectSockets(true);
    CHECK(a.receive() == "41");
    CHECK(a.closeCode() == WebSocketClient::NO_CODE);
  }

  TEST_CASE("clients of all servers answer a broadcast") {
    Pair nodes;
    Member a(nodes.one, "a");
    Member b(nodes.two, "b");
    Journal journal;

    nodes.one.io().timeout(20s).emit("q", [&](const AckError* error, std::vector<Json> answers) {
      journal.add(textOf(error, std::move(answers)));
    });
    CHECK(a.receive() == R"(420["q"])");
    CHECK(b.receive() == R"(420["q"])");
    a.send(R"(430["of a"])");
    b.send(R"(4310["late"])");
    b.send(R"(430[{"of":"b"},2])");

    settleUntil(nodes.one.thread, [&] { return journal.entries().size() == 1; });
    CHECK(journal.entries()[0] == R"(fine "of a" {"of":"b"})");
  }

  TEST_CASE("a client that does not answer leaves the answers of the others") {
    Pair nodes;
    Member a(nodes.one, "a");
    Member b(nodes.two, "b");
    Journal journal;

    nodes.one.io().timeout(300ms).emit("q", [&](const AckError* error, std::vector<Json> answers) {
      journal.add(textOf(error, std::move(answers)));
    });
    b.receive();
    b.send("430[7]");

    settleUntil(nodes.one.thread, [&] { return journal.entries().size() == 1; });
    CHECK(journal.entries()[0] == "operation has timed out 7");
  }

  TEST_CASE("a local broadcast with answers asks nobody else") {
    Pair nodes;
    Member a(nodes.one, "a");
    Wiretap wiretap(nodes.broker);
    Journal journal;

    nodes.one.io().local().timeout(20s).emit("q",
                                             [&](const AckError* error, std::vector<Json> answers) {
                                               journal.add(textOf(error, std::move(answers)));
                                             });
    a.receive();
    a.send("430[1]");

    settleUntil(nodes.one.thread, [&] { return journal.entries().size() == 1; });
    CHECK(journal.entries()[0] == "fine 1");
  }

  TEST_CASE("an event of a server reaches the listeners of the others only") {
    Journal journal;
    TestBroker broker;
    const auto listening = [&](std::string name) {
      return [&journal, name](Server& io) {
        io.on("order", [&journal, name](std::string dish, int count) {
          journal.add(name + " " + dish + " " + std::to_string(count));
        });
      };
    };
    ClusterNode one(broker, listening("one"));
    ClusterNode two(broker, listening("two"));
    ClusterNode three(broker, listening("three"));

    one.io().serverSideEmit("order", "soup", 2);
    settleUntil(two.thread, [&] { return journal.entries().size() == 2; });
    two.io().serverSideEmit("order", "cake", 1);
    settleUntil(two.thread, [&] { return journal.entries().size() == 4; });

    CHECK(sorted(journal.entries()) ==
          Strings{"one cake 1", "three cake 1", "three soup 2", "two soup 2"});
  }

  TEST_CASE("servers answer with one value each, the first") {
    TestBroker broker;
    ClusterNode one(broker);
    const auto answering = [](std::string name) {
      return [name](Server& io) {
        io.on("who", [name](int value, Ack ack) {
          ack(Json::object({{"name", name}, {"value", value}}), "second argument");
          ack("second call");
        });
      };
    };
    ClusterNode two(broker, answering("two"));
    ClusterNode three(broker, answering("three"));

    std::vector<Json> answers;
    one.thread.run(
        [&]() -> Task<void> { answers = co_await one.io().serverSideEmitWithAck("who", 7); });

    CHECK(textOf(nullptr, answers) ==
          R"(fine {"name":"three","value":7} {"name":"two","value":7})");
  }

  TEST_CASE("a server that does not answer in time is missing") {
    TestBroker broker;
    ClusterNode one(broker, {}, {.requestsTimeout = 100ms});
    ClusterNode two(broker, [](Server& io) { io.on("who", [](Ack ack) { ack(2); }); });
    ClusterNode three(broker, [](Server& io) { io.on("who", [] {}); });
    const std::string names = sorted({two.adapter().uid(), three.adapter().uid()})[0] + ", " +
                              sorted({two.adapter().uid(), three.adapter().uid()})[1];
    Journal journal;

    one.io().serverSideEmit("who", [&](const AckError* error, std::vector<Json> answers) {
      journal.add(textOf(error, std::move(answers)));
    });

    settleUntil(one.thread, [&] { return journal.entries().size() == 1; });
    CHECK(journal.entries()[0] ==
          "timeout reached: only 1 responses received out of 2 | missing: 1 of " + names);
  }

  TEST_CASE("a member that keeps silent makes fetchSockets time out, with its name if it has one") {
    TestBroker broker;
    ClusterNode one(broker, joins, {.requestsTimeout = 100ms});
    const auto ghost = broker.connect();
    ghost->subscribe({.topic = "socket.io-request#/#", .onMessage = [](const RedisMessage&) {}});
    ghost->subscribe(
        {.topic = "socket.io-response#/#ghost1#", .onMessage = [](const RedisMessage&) {}});

    CHECK_THROWS_WITH_AS(
        fetch(one, one.io().in("r")),
        "timeout reached while waiting for fetchSockets response | missing: ghost1",
        ApplicationError);
  }

  TEST_CASE("binary arguments are refused between servers") {
    Pair nodes;
    CHECK_THROWS_WITH_AS(
        nodes.one.io().serverSideEmit("event", bytesOf("x")),
        "[serverSideEmit] Binary arguments cannot be sent to other servers | namespace: / | cure: "
        "encode them as text",
        ApplicationError);
  }

  TEST_CASE("namespaces are apart, those made later and those of a parent too") {
    TestBroker broker;
    const auto setUp = [](Server& io) {
      io.of("/admin");
      io.of(NamespacePattern("^/dynamic-"));
    };
    ClusterNode one(broker, setUp);
    ClusterNode two(broker, setUp);
    SocketIOClient client(two.thread);
    REQUIRE(isJoined(joinNamespace(client, "/admin"), "/admin"));
    REQUIRE(isJoined(joinNamespace(client, "/dynamic-1"), "/dynamic-1"));
    two.io().of("/late");
    REQUIRE(isJoined(joinNamespace(client, "/late"), "/late"));

    one.io().of("/admin").emit("admin");
    one.io().of("/dynamic-1").emit("dynamic");
    one.io().of("/late").emit("late");
    one.io().of("/none").emit("none");

    Strings events{client.receive(), client.receive(), client.receive()};
    CHECK(sorted(events) ==
          Strings{R"(42/admin,["admin"])", R"(42/dynamic-1,["dynamic"])", R"(42/late,["late"])"});
    one.io().emit("end");
    CHECK(eventsOf(client).empty());
  }

  TEST_CASE("a namespace that is dropped and made anew is subscribed to once") {
    TestBroker broker;
    const auto setUp = [](Server& io) { io.of(NamespacePattern("^/d")); };
    ServerOptions cleaning;
    cleaning.cleanupEmptyChildNamespaces = true;
    ClusterNode one(broker, setUp, {}, cleaning);
    ClusterNode two(broker, setUp, {}, cleaning);
    SocketIOClient client(two.thread);
    for (int round = 0; round < 20; ++round) {
      REQUIRE(isJoined(joinNamespace(client, "/d"), "/d"));
      CHECK(two.pub->knownSubscribers("socket.io-request#/d#") == 1);
      client.send("41/d,");
    }
    REQUIRE(isJoined(joinNamespace(client, "/d"), "/d"));

    one.io().of("/d").emit("once");
    one.io().emit("end");

    CHECK(eventsOf(client) == Strings{R"(42/d,["once"])"});
  }

  TEST_CASE("a server that closes is no member any more") {
    TestBroker broker;
    ClusterNode one(broker);
    {
      ClusterNode two(broker);
      CHECK(one.pub->knownSubscribers("socket.io-request#/#") == 2);
    }
    CHECK(one.pub->knownSubscribers("socket.io-request#/#") == 1);
    std::vector<Json> answers{1};
    one.thread.run(
        [&]() -> Task<void> { answers = co_await one.io().serverSideEmitWithAck("who"); });
    CHECK(answers.empty());
  }

  TEST_CASE("keys keep clusters apart") {
    TestBroker broker;
    ClusterNode one(broker, joins, {.key = "a"});
    ClusterNode two(broker, joins, {.key = "b"});
    ClusterNode three(broker, joins, {.key = "b"});
    SocketIOClient client(three.thread);

    one.io().emit("of another cluster");
    two.io().emit("end");

    CHECK(eventsOf(client).empty());
  }

  TEST_CASE("answers go to the channel of who asked when that is wanted") {
    Pair nodes(2, {.publishOnSpecificResponseChannel = true});
    Member b(nodes.two, "b");
    Wiretap wiretap(nodes.broker);

    CHECK(idsOf(fetch(nodes.one, nodes.one.io().in("b"))) == Strings{b.id});

    settleUntil(nodes.one.thread, [&] { return wiretap.messages().size() == 2; });
    CHECK(wiretap.messages()[1].channel ==
          "socket.io-response#/#" + nodes.one.adapter().uid() + "#");
  }
}
