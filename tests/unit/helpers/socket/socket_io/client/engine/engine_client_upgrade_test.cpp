#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <future>
#include <string>

#include "engine_client_thread.hpp"
#include "scripted_engine_server.hpp"
#include "socket/socket_io/client/engine/engine_client.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;

namespace {

/// A session by polling whose GETs after the handshake are answered with what a test puts there,
/// and whose WebSocket does what `probe` says.
class UpgradingServer {
 public:
  explicit UpgradingServer(std::function<void(EnginePeer&)> probe)
      : server_([this, probe = std::move(probe)](EnginePeer& peer) {
          for (;;) {
            const auto request = peer.receive();
            if (request.isUpgrade()) {
              peer.upgrade(request);
              return probe(peer);
            }
            if (request.isPost()) {
              posts.add(request.body);
              peer.answer("ok");
            } else if (!hasBegun_.exchange(true)) {
              peer.answer(openPacket(25000, 20000, R"(["websocket"])"));
            } else {
              peer.answer(polls.next());
            }
          }
        }) {}
  ~UpgradingServer() { polls.add("6"); }

  std::uint16_t port() const { return server_.port(); }

  EventQueue polls;
  EventQueue posts;

 private:
  std::atomic<bool> hasBegun_ = false;
  ScriptedEngineServer server_;
};

}  // namespace

TEST_SUITE("helpers/socket_io/client/EngineClient: upgrade") {
  TEST_CASE("polling comes to rest before the server is told, and nothing is lost") {
    EventQueue frames;
    UpgradingServer server([&](EnginePeer& peer) {
      frames.add(peer.receiveFrame());
      peer.sendText("3probe");
      for (int frame = 0; frame < 3; ++frame) {
        frames.add(peer.receiveFrame());
      }
      peer.sendText("4by websocket");
      peer.waitForEnd();
    });
    EngineClientThread client(server.port(), {});
    REQUIRE(client.next() == "open");
    CHECK(frames.next() == "2probe");
    client.waitUntilWritable(false);

    client.send("queued");
    client.sendBinary("\x01");
    CHECK(frames.isEmpty());
    server.polls.add("4by polling");
    CHECK(client.next() == "text by polling");
    CHECK(frames.next() == "5");
    CHECK(frames.next() == "4queued");
    CHECK(frames.next() == "\x01");
    CHECK(client.next() == "text by websocket");
    CHECK(client.transportName() == "websocket");
    CHECK(server.posts.isEmpty());
  }

  TEST_CASE("a probe that fails leaves polling alone") {
    for (const std::string_view answer : {"3no", "4x", "", "1", "3probe3probe", "end"}) {
      CAPTURE(answer);
      std::promise<void> answered;
      UpgradingServer server([&](EnginePeer& peer) {
        peer.receiveFrame();
        answered.set_value();
        if (answer != "end") {
          peer.sendText(answer);
          peer.waitForEnd();
        }
      });
      EngineClientThread client(server.port(), {});
      REQUIRE(client.next() == "open");
      answered.get_future().get();

      client.send("up");
      CHECK(server.posts.next() == "4up");
      server.polls.add("4down");
      CHECK(client.next() == "text down");
      server.polls.add("4again");
      CHECK(client.next() == "text again");
      CHECK(client.transportName() == "polling");
    }
  }

  TEST_CASE("a WebSocket that ends or says more while polling comes to rest lets polling go on") {
    for (const std::string_view more : {"", "3probe", "4x"}) {
      CAPTURE(more);
      std::promise<void> probed;
      UpgradingServer server([&](EnginePeer& peer) {
        peer.receiveFrame();
        if (more.empty()) {
          peer.sendText("3probe");
          peer.closeSending();
        } else {
          peer.sendTexts({"3probe", more});
        }
        probed.set_value();
        peer.waitForEnd();
      });
      EngineClientThread client(server.port(), {});
      REQUIRE(client.next() == "open");
      probed.get_future().get();

      client.send("up");
      CHECK(server.posts.next() == "4up");
      server.polls.add("4down");
      CHECK(client.next() == "text down");
      server.polls.add("4again");
      CHECK(client.next() == "text again");
      CHECK(client.transportName() == "polling");
    }
  }

  TEST_CASE("a session that is closed while it upgrades is closed by polling") {
    UpgradingServer server([](EnginePeer& peer) {
      peer.receiveFrame();
      peer.sendText("3probe");
      peer.waitForEnd();
    });
    EngineClientThread client(server.port(), {});
    REQUIRE(client.next() == "open");
    client.waitUntilWritable(false);
    client.run([&] {
      client.client().sendText("", "last");
      client.client().close();
      client.destroy();
    });
    CHECK(client.next() == "closed forced close");
    CHECK(server.posts.next() ==
          "4last\x1e"
          "1");
  }

  TEST_CASE("a session that ends while it upgrades forgets the upgrade") {
    UpgradingServer server([](EnginePeer& peer) {
      peer.receiveFrame();
      peer.waitForEnd();
    });
    EngineClientThread client(server.port(), {});
    REQUIRE(client.next() == "open");
    server.polls.add("1");
    CHECK(client.next() == "closed transport close");
    CHECK(client.isQuiet());
  }
}
