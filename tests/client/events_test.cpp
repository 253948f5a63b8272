#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "client/peers.hpp"
#include "client/test_client.hpp"
#include "ignis/helpers/common/bytes.hpp"

namespace ignis {
namespace {

using socket_io::Ack;
using socket_io::AckError;
using test::Peer;
using test::TestClient;
using test::textOf;
using test::withEachPeer;
using Transports = std::vector<std::string>;

JsonArguments binaries() {
  return {.values = {Json::object({{"first", bytesOf("\x01\x02")},
                                   {"list", Json::array({bytesOf("third"), "text", bytesOf("")})}}),
                     Json(bytesOf("last"))}};
}

/// Waits until the connection has moved on to WebSocket.
void waitForUpgrade(TestClient& client) {
  for (int round = 0; client.manager().transportName() != "websocket"; ++round) {
    REQUIRE(round < 10'000);
    client.ask({.values = {round}});
  }
}

TEST_SUITE("client/events") {
  TEST_CASE("a client connects, and both sides know of it") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);

      CHECK(client.next() == "connected");
      CHECK(client.socket().connected());
      CHECK(client.socket().id() != "");
      CHECK(client.manager().isOpen());
      CHECK(client.ask({.values = {1}}) == "answer [1]");
    });
  }

  TEST_CASE("query, headers and auth reach the server") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports, [](auto& options) {
        options.query = {{"q", "value"}};
        options.extraHeaders = {{"X-Test", "header"}};
        options.auth = Json::object({{"token", "secret"}});
      });

      client.socket().emit("handshake", [&](const AckError*, Json handshake) {
        client.inbox().add(handshake.dump());
      });

      client.inbox().skipTo("connected");
      CHECK(client.next() == R"({"query":"value","header":"header","auth":{"token":"secret"}})");
    });
  }

  TEST_CASE("a namespace is entered with the right token, and refused with data without") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient refused(peer.url(), transports, {}, "/admin");
      TestClient accepted(
          peer.url(), transports,
          [](auto& options) {
            options.auth = Json::object({{"token", "secret"}});
          },
          "/admin");

      CHECK(refused.next() == R"(refused not allowed {"code":7,"details":["token"]})");
      CHECK_FALSE(refused.socket().active());
      CHECK(accepted.next() == "connected");
      accepted.socket().emit("echo", "hello");
      CHECK(accepted.next() == R"(["echo","hello"])");
    });
  }

  TEST_CASE("two namespaces share a connection") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports, [](auto& options) {
        options.auth = Json::object({{"token", "secret"}});
      });
      CHECK(client.next() == "connected");
      const auto admin = client.manager().socket("/admin");
      admin->on("echo", [&](std::string text) { client.inbox().add("admin " + text); });
      admin->connect();

      admin->emit("echo", "one");
      CHECK(client.next() == "admin one");
      client.socket().emit("echo", "two");
      CHECK(client.next() == R"(["echo","two"])");
    });
  }

  TEST_CASE("an unknown namespace is refused") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports, {}, "/nowhere");

      CHECK(client.next().starts_with("refused "));
    });
  }

  TEST_CASE("events carry text, numbers, unicode, nested values and nothing, in their order") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      const std::vector<std::string> events{
          R"("text")",
          R"(1,-2.5,true,null)",
          R"("ünïcödé 😀 \"quoted\" \\ \n","")",
          R"({"a":{"b":[1,[2,[3,{"c":null}]]]},"":[]})",
          "",
      };

      for (const std::string& event : events) {
        JsonArguments values;
        const Json list = Json::parse("[" + event + "]");
        for (const Json& value : list.elements()) {
          values.values.push_back(value);
        }
        client.socket().emit("echo", values);
      }

      CHECK(client.next() == "connected");
      for (const std::string& event : events) {
        CHECK(Json::parse(client.next()) ==
              Json::parse(event.empty() ? R"(["echo"])" : R"(["echo",)" + event + "]"));
      }
    });
  }

  TEST_CASE("binary values go both ways, several in one event") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      client.socket().on("echo", [&](JsonArguments values) { client.inbox().add(textOf(values)); });

      client.socket().emit("echo", binaries());
      client.socket().emit("echo", "after");

      CHECK(client.next() == "connected");
      CHECK(client.next() == textOf(binaries()));
      CHECK(client.next() == R"(["echo","after"])");
    });
  }

  TEST_CASE("the server answers, with binary values too") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");

      CHECK(client.ask({}) == "answer []");
      CHECK(client.ask({.values = {"a", 1, Json::object({{"b", true}})}}) ==
            R"(answer ["a",1,{"b":true}])");
      CHECK(client.ask(binaries()) == "answer " + textOf(binaries()));
    });
  }

  TEST_CASE("the client answers, with binary values too") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      client.socket().on("question", [](JsonArguments values, Ack ack) { ack(values); });
      client.socket().on(
          "answer", [&](JsonArguments values) { client.inbox().add("answer " + textOf(values)); });
      CHECK(client.next() == "connected");

      client.socket().emit("question", "a", 1);
      CHECK(client.inbox().skipTo("answer") == R"(answer ["a",1])");
      client.socket().emit("question", binaries());
      CHECK(client.inbox().skipTo("answer") == "answer " + textOf(binaries()));
    });
  }

  TEST_CASE("an answer that does not come in time is an error, once") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");

      client.socket()
          .timeout(std::chrono::milliseconds(50))
          .emit("nobody listens", [&](const AckError* error) {
            client.inbox().add(error == nullptr ? "answered" : error->message);
          });

      CHECK(client.next() == "operation has timed out");
      CHECK(client.ask({.values = {1}}) == "answer [1]");
    });
  }

  TEST_CASE("volatile events are dropped without a connection, and sent with one") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      client.socket().volatile_().emit("echo", "early");
      CHECK(client.next() == "connected");

      // Polling takes it when no request is under way.
      std::string entry;
      for (int round = 0; !entry.starts_with("["); ++round) {
        REQUIRE(round < 10'000);
        client.socket().volatile_().emit("echo", "late");
        entry = client.ask({.values = {round}});
      }
      CHECK(entry == R"(["echo","late"])");
    });
  }

  TEST_CASE("an event to a room reaches who has joined it") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient member(peer.url(), transports);
      TestClient other(peer.url(), transports);
      CHECK(member.next() == "connected");
      CHECK(other.next() == "connected");
      member.socket().emit("join", "news", [&](const AckError*) { member.inbox().add("joined"); });
      CHECK(member.next() == "joined");

      other.socket().emit("to room", "news", "hello");

      CHECK(member.next() == R"(["room","hello"])");
      CHECK(other.ask({.values = {1}}) == "answer [1]");
    });
  }

  TEST_CASE("half a megabyte goes both ways") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");
      Json text;
      client.socket().on("big", [&](Json value) { text = std::move(value); });

      client.socket().emit("big please", 100'000);

      CHECK(client.next().size() > 500'000);
      CHECK(client.ask({}) == "answer []");
      CHECK(text.asString().size() == 500'000);
      if (peer.readsLongPosts() || transports.front() == "websocket") {
        CHECK(client.ask({.values = {text}}).size() > 500'000);
        CHECK(client.ask({.values = {Json(Bytes(300'000, std::byte{7}))}}).size() > 300'000);
      }
    });
  }

  TEST_CASE("a polling session moves on to WebSocket without losing an event") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      if (transports.size() == 1) {
        return;
      }
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");

      waitForUpgrade(client);

      CHECK(client.ask({.values = {"moved"}}) == R"(answer ["moved"])");
    });
  }

  TEST_CASE("a server that disconnects is not asked again") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");

      client.socket().emit("disconnect me");

      CHECK(client.next() == "disconnected io server disconnect");
      CHECK_FALSE(client.socket().active());
      client.socket().connect();
      CHECK(client.next() == "connected");
    });
  }

  TEST_CASE("who leaves may come back") {
    withEachPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");
      const std::string first = client.socket().id();

      client.socket().disconnect();
      CHECK(client.next() == "disconnected io client disconnect");
      client.socket().connect();

      CHECK(client.next() == "connected");
      CHECK(client.socket().id() != first);
      CHECK(client.ask({.values = {1}}) == "answer [1]");
    });
  }
}

}  // namespace
}  // namespace ignis
