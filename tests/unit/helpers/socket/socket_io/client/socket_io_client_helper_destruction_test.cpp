#include <ignis/helpers/socket/socket_io/socket_io_client_helper.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "ignis/helpers/network/event_loop.hpp"
#include "support/loop_thread.hpp"
#include "support/redis_server.hpp"
#include "unit/helpers/socket/socket_io/client/helper_peer.hpp"

namespace ignis {
namespace {

using test::HelperPeer;
using test::Inbox;
using test::LoopThread;
using test::WatchedHelper;

/// A port that takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(descriptor_, 16);
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  ~SilentServer() { ::close(descriptor_); }

  std::string url;

 private:
  int descriptor_;
};

/// A client on a loop that outlives it.
class DoomedHelper {
 public:
  explicit DoomedHelper(const std::string& url, const WatchedHelper::Change& change = {})
      : client(url, [&](SocketIOClientHelperOptions& options) {
          options.options.loop = &thread_.loop();
          if (change) {
            change(options);
          }
        }) {}

  /// Checks that nothing is called afterwards.
  void destroy() {
    client.destroy();
    while (!client.inbox().isEmpty()) {
      client.next();
    }
    thread_.settle();
    CHECK(client.inbox().isEmpty());
  }

 private:
  LoopThread thread_;

 public:
  WatchedHelper client;
};

TEST_SUITE("helpers/socket/socket_io/SocketIOClientHelper, destroyed") {
  TEST_CASE("before it has connected") {
    HelperPeer peer;
    DoomedHelper doomed(peer.url(), [](auto& options) { options.options.autoConnect = false; });

    doomed.destroy();
  }

  TEST_CASE("while it connects to a server that says nothing") {
    const SilentServer server;
    for (const std::string transport : {"polling", "websocket"}) {
      DoomedHelper doomed(server.url,
                          [&](auto& options) { options.options.transports = {transport}; });

      doomed.destroy();
    }
  }

  TEST_CASE("right after it was made") {
    HelperPeer peer;
    for (int round = 0; round < 20; ++round) {
      DoomedHelper doomed(peer.url());

      doomed.destroy();
    }
  }

  TEST_CASE("while it waits for the next attempt") {
    DoomedHelper doomed("http://127.0.0.1:" + std::to_string(test::freePort()));
    CHECK(doomed.client.next() == "error xhr poll error");

    doomed.destroy();
  }

  TEST_CASE("while it is connected: the server is told") {
    HelperPeer peer;
    DoomedHelper doomed(peer.url());
    CHECK(doomed.client.next() == "connected");

    doomed.destroy();

    CHECK(peer.inbox().skipTo("disconnect") != "");
  }

  TEST_CASE("while it authenticates") {
    HelperPeer peer;
    DoomedHelper doomed(peer.url(), [](auto& options) {
      options.options.auth = Json::object({{"silent", true}});
    });
    CHECK(doomed.client.next() == "connected");
    doomed.client->authenticate();

    doomed.destroy();
  }

  TEST_CASE("after disconnect and after shutdown") {
    HelperPeer peer;
    DoomedHelper disconnected(peer.url());
    DoomedHelper shutDown(peer.url());
    CHECK(disconnected.client.next() == "connected");
    CHECK(shutDown.client.next() == "connected");

    disconnected.client->disconnect();
    disconnected.destroy();
    shutDown.client->shutdown();
    shutDown.destroy();
  }

  TEST_CASE("in each of its callbacks") {
    HelperPeer peer;
    for (const std::string last :
         {"connected", "authenticated", "unauthenticated", "disconnected", "event"}) {
      CAPTURE(last);
      Inbox inbox;
      LoopThread thread;
      // Shared, so that it is destroyed where the callback says.
      const auto client = std::make_shared<std::unique_ptr<SocketIOClientHelper>>();
      const auto ready = std::make_shared<std::promise<void>>();
      const auto isReady = ready->get_future().share();
      const auto step = [=, &inbox](const std::string& name) {
        isReady.wait();
        if (*client == nullptr) {
          inbox.add("called afterwards");
        } else if (name == last) {
          client->reset();
          inbox.add("destroyed");
        } else if (name == "connected") {
          (*client)->authenticate();
        } else if (name == "authenticated") {
          (*client)->emit({.topic = last == "event" ? "echo" : "leave me", .data = 1});
        }
      };
      SocketIOClientHelperOptions options{.identifier = "client", .host = peer.url()};
      options.options.path = "/io";
      options.options.loop = &thread.loop();
      if (last == "unauthenticated") {
        options.options.auth = Json::object({{"refuse", true}});
      }
      options.onConnected = [=] { step("connected"); };
      options.onAuthenticated = [=] { step("authenticated"); };
      options.onUnauthenticated = [=](const std::string&) { step("unauthenticated"); };
      options.onDisconnected = [=](const std::string&) { step("disconnected"); };
      *client = std::make_unique<SocketIOClientHelper>(options);
      (*client)->subscribe({.event = "echo", .handler = [=] { step("event"); }});
      ready->set_value();

      CHECK(inbox.next() == "destroyed");
      thread.settle();
      CHECK(inbox.isEmpty());
    }
  }

  TEST_CASE("in onError") {
    Inbox inbox;
    std::unique_ptr<SocketIOClientHelper> client;
    std::promise<void> ready;
    SocketIOClientHelperOptions options{
        .identifier = "client", .host = "http://127.0.0.1:" + std::to_string(test::freePort())};
    options.onError = [&](const socket_io::client::ConnectError&) {
      ready.get_future().wait();
      client.reset();
      inbox.add("destroyed");
    };
    client = std::make_unique<SocketIOClientHelper>(options);
    ready.set_value();

    CHECK(inbox.next() == "destroyed");
  }

  TEST_CASE("a callback that is running elsewhere is waited for") {
    HelperPeer peer;
    std::promise<void> entered;
    std::promise<void> mayLeave;
    std::atomic<bool> hasLeft = false;
    DoomedHelper doomed(peer.url(), [&](auto& options) {
      options.onConnected = [&] {
        entered.set_value();
        mayLeave.get_future().wait();
        hasLeft = true;
      };
    });
    entered.get_future().wait();
    std::thread releaser([&] { mayLeave.set_value(); });

    doomed.destroy();

    CHECK(hasLeft);
    releaser.join();
  }

  TEST_CASE("a coroutine that waits for an answer ends where it waits") {
    HelperPeer peer;
    const auto alive = std::make_shared<int>(0);
    Inbox inbox;
    {
      DoomedHelper doomed(peer.url());
      CHECK(doomed.client.next() == "connected");
      socket_io::client::Socket& socket = *doomed.client->getSocketClient();
      doomed.client->subscribe(
          {.event = "echo", .handler = [alive, &inbox, &socket](Json) -> Task<void> {
             const auto owned = alive;
             inbox.add("waiting");
             co_await socket.emitWithAck<Json>("nobody answers this");
             inbox.add("answered");
           }});
      doomed.client->emit({.topic = "echo", .data = 1});
      CHECK(inbox.next() == "waiting");

      doomed.destroy();
    }

    CHECK(inbox.isEmpty());
    CHECK(alive.use_count() == 1);
  }

  TEST_CASE("whoever keeps the raw client keeps the connection, without the callbacks") {
    HelperPeer peer;
    DoomedHelper doomed(peer.url());
    CHECK(doomed.client.next() == "connected");
    const auto socket = doomed.client->getSocketClient();

    doomed.destroy();

    CHECK(socket->connected());
    socket->disconnect();
    CHECK(peer.inbox().skipTo("disconnect") == "disconnect client namespace disconnect");
    CHECK(doomed.client.inbox().isEmpty());
  }
}

}  // namespace
}  // namespace ignis
