#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/adapter/redis/cluster_peers.hpp"
#include "socket/socket_io/adapter/redis/pending_requests.hpp"
#include "support/hex.hpp"
#include "unit/helpers/socket/socket_io/adapter/redis/cluster_node.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

Strings eventsOf(SocketIOClient& client) {
  Strings events;
  for (std::string packet = client.receive(); packet != R"(42["end"])"; packet = client.receive()) {
    events.push_back(packet);
  }
  return events;
}

std::vector<RemoteSocket> fetch(ClusterNode& node, const BroadcastOperator& target) {
  std::vector<RemoteSocket> sockets;
  node.thread.run([&]() -> Task<void> { sockets = co_await target.fetchSockets(); });
  return sockets;
}

/// Two servers, of which the first has lost its Redis.
struct Torn {
  Torn() {
    one.thread.run([&]() -> Task<void> {
      co_await one.pub->disconnect();
      co_await one.sub->disconnect();
    });
  }

  TestBroker broker;
  ClusterNode two{broker};
  ClusterNode one{broker};  // made last, so it knows the other
};

}  // namespace

TEST_SUITE("helpers/socket_io/RedisAdapter: faults") {
  TEST_CASE("without Redis local clients get everything, and what others miss is counted") {
    Torn nodes;
    SocketIOClient client(nodes.one.thread);
    Namespace& admin = nodes.one.io().of("/");

    nodes.one.io().emit("all");
    admin.to(client.id).emit("one");
    nodes.one.io().local().emit("local");
    nodes.one.io().serverSideEmit("event");
    nodes.one.io().emit("end");

    CHECK(eventsOf(client) == Strings{R"(42["all"])", R"(42["one"])", R"(42["local"])"});
    settleUntil(nodes.one.thread, [&] { return nodes.one.adapter().publishFailedCount() == 4; });
    CHECK(nodes.two.adapter().publishFailedCount() == 0);
  }

  TEST_CASE("without Redis commands reach the sockets of this server") {
    Torn nodes;
    SocketIOClient client(nodes.one.thread);

    nodes.one.io().socketsJoin("r");
    nodes.one.io().to("r").emit("joined");
    nodes.one.io().in("r").socketsLeave("r");
    nodes.one.io().to("r").emit("left");
    nodes.one.io().disconnectSockets();

    CHECK(client.receive() == R"(42["joined"])");
    CHECK(client.receive() == "41");
  }

  TEST_CASE("without Redis requests to other servers fail at once and name them") {
    Torn nodes;
    SocketIOClient client(nodes.one.thread);
    Journal journal;
    const std::string away =
        "[RedisAdapter] Redis is away, other servers cannot be asked | missing: " +
        nodes.two.adapter().uid();
    const auto writes = [&](const AckError* error, std::vector<Json> answers) {
      journal.add((error == nullptr ? "fine" : error->message) + " " +
                  std::to_string(answers.size()));
    };

    CHECK_THROWS_WITH_AS(fetch(nodes.one, nodes.one.io().in("r")), away.c_str(), ApplicationError);
    CHECK(fetch(nodes.one, nodes.one.io().local()).size() == 1);
    nodes.one.io().serverSideEmit("who", writes);
    settleUntil(nodes.one.thread, [&] { return journal.entries().size() == 1; });
    nodes.one.io().timeout(20s).emit("q", writes);
    settleUntil(nodes.one.thread, [&] { return journal.entries().size() == 2; });

    CHECK(journal.entries() == Strings{away + " 0", away + " 0"});
  }

  TEST_CASE("a namespace that is made without Redis serves its clients") {
    Torn nodes;
    SocketIOClient client(nodes.one.thread);
    nodes.one.io().of("/late");

    CHECK(isJoined(joinNamespace(client, "/late"), "/late"));
    nodes.one.io().of("/late").emit("hello");
    CHECK(client.receive() == R"(42/late,["hello"])");
  }

  TEST_CASE("garbage on every channel is passed over") {
    TestBroker broker;
    ClusterNode node(broker, {}, {}, {}, 1);
    ClusterNode other(broker);
    SocketIOClient client(node.thread);
    const auto stranger = broker.connect();
    const std::string uid = node.adapter().uid();
    const std::string own = hexOf(uid);
    const std::string rows[] = {
        "",
        "garbage",
        "{",
        "{}",
        "[]",
        R"({"type":5})",
        R"({"type":99,"requestId":"a"})",
        R"({"requestId":{}})",
        R"({"requestId":"unknown","sockets":[{"id":null}]})",
        R"({"type":2,"opts":7,"rooms":"r"})",
        R"({"type":6,"data":["x",)" + std::string(100'000, '['),
        "{\"a\":" + std::string(1'000'000, '['),
        std::string(1'000'000, '\x91'),
        std::string(1'000'000, '\x81'),
        fromHex("c1"),
        fromHex("93ddffffffff"),
        fromHex("93a16183a474797065"),
        // A broadcast of this very server.
        fromHex("93a6" + own +
                "83a47479706502a46461746191a16ea36e7370a12f83a5726f6f6d7390a665786365707490a5666c61"
                "677380"),
        // To another namespace; with the name of an event of the protocol.
        fromHex("93a16183a47479706502a46461746191a16ea36e7370a22f7883a5726f6f6d7390a665786365707490"
                "a5666c61677380"),
        fromHex("93a16182a47479706502a46461746191aa646973636f6e6e65637480"),
    };

    for (const std::string channel :
         {"socket.io#/#", "socket.io#/#nobody#", "socket.io-request#/#", "socket.io-response#/#"}) {
      for (const std::string& row : rows) {
        stranger->send(std::vector<std::string_view>{"PUBLISH", channel, row},
                       [](const RedisValue&) {});
      }
    }
    stranger->send(
        std::vector<std::string_view>{"PUBLISH", "socket.io-response#/#" + uid + "#", "{"},
        [](const RedisValue&) {});
    other.io().emit("end");

    CHECK(eventsOf(client).empty());
    CHECK(fetch(other, other.io().to(client.id)).size() == 1);
  }

  TEST_CASE("a flood of requests is answered within the limit") {
    TestBroker broker;
    ClusterNode node(broker, {}, {.maxPendingRequests = 2});
    Wiretap wiretap(broker);
    SocketIOClient client(node.thread);
    const auto stranger = broker.connect();

    for (int index = 0; index < 1000; ++index) {
      const std::string request =
          R"({"requestId":")" + std::to_string(index) + R"(","type":5,"opts":{}})";
      stranger->send(std::vector<std::string_view>{"PUBLISH", "socket.io-request#/#", request},
                     [](const RedisValue&) {});
    }
    settleUntil(node.thread, [&] { return wiretap.messages().size() > 1000; });

    std::vector<RemoteSocket> sockets = fetch(node, node.io().in(client.id));
    CHECK(sockets.size() == 1);
  }

  TEST_CASE("requests beyond the limit are refused until others are done") {
    PendingRequests requests(2);
    int given = 0;
    const ResponseWaiter waiter{.onResponse = [](ClusterResponse) {},
                                .onGivenUp = [&] { ++given; }};

    const auto first = requests.add(waiter, 1h);
    REQUIRE(first);
    REQUIRE(requests.add(waiter, 1h));
    CHECK(!requests.add(waiter, 1h));
    CHECK(requests.owns(*first));
    requests.remove(*first);
    CHECK(!requests.owns(*first));
    REQUIRE(requests.add(waiter, 1h));
    requests.giveUpAll();
    CHECK(given == 2);
    CHECK(requests.size() == 0);
    REQUIRE(requests.add(waiter, -1ms));
    REQUIRE(requests.add(waiter, -1ms));
    CHECK(requests.add(waiter, 1h));  // the others are too old
    CHECK(requests.size() == 1);
  }

  TEST_CASE("names of servers are kept within limits") {
    ClusterPeers peers;
    CHECK(peers.names() == "unknown");
    peers.learn("b");
    peers.learn("a");
    peers.learn("a");
    peers.learn("emitter");
    peers.learn("");
    peers.learn(std::string(1000, 'x'));
    CHECK(peers.names() == "a, b");
    for (int index = 0; index < 5000; ++index) {
      peers.learn(std::to_string(index));
    }
    CHECK(peers.size() == 1000);
    peers.assign(Strings{"c"});
    CHECK(peers.names() == "c");
  }
}
