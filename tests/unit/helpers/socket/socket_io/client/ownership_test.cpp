#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "unit/helpers/socket/socket_io/client/client_support.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;
using socket_io::AckError;
using socket_io::IncomingEvent;
using socket_io::Server;

namespace {

ClientOptions offline(EventLoop* loop = nullptr) {
  ClientOptions options = quick();
  options.autoConnect = false;
  options.loop = loop;
  return options;
}

/// Counts the calls that come after the client is gone.
struct Afterlife {
  std::atomic<bool> isGone = false;
  std::atomic<int> calls = 0;

  void onCall() {
    if (isGone) {
      ++calls;
    }
  }
  void watch(Socket& socket) {
    socket.on("connect", [this] { onCall(); });
    socket.on("connect_error", [this](ConnectError) { onCall(); });
    socket.on("disconnect", [this] { onCall(); });
    socket.onAny([this](const IncomingEvent&) { onCall(); });
    socket.onAnyOutgoing([this](const IncomingEvent&) { onCall(); });
    socket.emit("ask", 1, [this](const AckError*) { onCall(); });
  }
};

/// Waits for whatever a loop has been given before.
void settle(EventLoop& loop) {
  std::promise<void> done;
  loop.post([&] { done.set_value(); });
  done.get_future().get();
}

/// The kernel accepts for it, and nobody ever answers.
class SilentServer {
 public:
  SilentServer() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(::listen(descriptor_, 64) == 0);
    port_ = ntohs(address.sin_port);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  ~SilentServer() { ::close(descriptor_); }

  std::uint16_t port() const { return port_; }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

/// Tells when it is destroyed, and where.
struct Witness {
  EventQueue* events;
  EventLoop* loop;
  Witness(EventQueue& told, EventLoop& expected) : events(&told), loop(&expected) {}
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { events->add(loop->isCurrent() ? "ended there" : "ended elsewhere"); }
};

Task<void> waitForever(std::shared_ptr<Witness> witness, Task<Json> answer, EventQueue& events) {
  co_await std::move(answer);
  events.add("answered " + std::to_string(witness.use_count()));
}

void twoEvents(Server& io) {
  echoes(io);
  io.on("connection", [](socket_io::Socket& socket) { socket.emit("welcome"); });
}

}  // namespace

TEST_SUITE("helpers/socket_io/client: ownership") {
  TEST_CASE("a socket may be destroyed in every state, and calls nothing afterwards") {
    SocketIOServerThread server(echoes);
    const SilentServer silent;
    const std::uint16_t refused = SocketIOServerThread().port();
    EventQueue events;
    using State = std::function<std::shared_ptr<Socket>(EventLoop*)>;
    const std::vector<std::pair<std::string, State>> states{
        {"not connected", [&](EventLoop* loop) { return io(urlOf(server.port()), offline(loop)); }},
        {"connecting",
         [&](EventLoop* loop) {
           auto socket = io(urlOf(silent.port()), offline(loop));
           socket->connect();
           settle(socket->loop());
           return socket;
         }},
        {"waiting to try again",
         [&](EventLoop* loop) {
           auto socket = io(urlOf(refused), offline(loop));
           socket->on("connect_error", [&](ConnectError) { events.add("error"); });
           socket->connect();
           CHECK(events.next() == "error");
           return socket;
         }},
        {"connected",
         [&](EventLoop* loop) {
           auto socket = io(urlOf(server.port()), offline(loop));
           socket->on("connect", [&] { events.add("connect"); });
           socket->connect();
           CHECK(events.next() == "connect");
           return socket;
         }},
        {"disconnected", [&](EventLoop* loop) {
           auto socket = io(urlOf(server.port()), offline(loop));
           socket->on("connect", [&events, socket = socket.get()] { socket->disconnect(); });
           socket->on("disconnect", [&] { events.add("disconnect"); });
           socket->connect();
           CHECK(events.next() == "disconnect");
           return socket;
         }}};
    LoopThread thread;
    for (const auto& [name, state] : states) {
      for (EventLoop* const loop : {static_cast<EventLoop*>(nullptr), &thread.loop()}) {
        for (const bool isThere : {false, true}) {
          CAPTURE(name);
          CAPTURE(loop != nullptr);
          CAPTURE(isThere);
          Afterlife afterlife;
          std::shared_ptr<Socket> socket = state(loop);
          afterlife.watch(*socket);
          if (isThere) {
            std::promise<void> done;
            socket->loop().post([&] {
              socket.reset();
              afterlife.isGone = true;
              done.set_value();
            });
            done.get_future().get();
          } else {
            socket.reset();
            afterlife.isGone = true;
          }
          settle(thread.loop());
          CHECK(afterlife.calls == 0);
        }
      }
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
  }

  TEST_CASE("a socket may be destroyed in a handler of every kind") {
    SocketIOServerThread server(twoEvents);
    const std::uint16_t refused = SocketIOServerThread().port();
    EventQueue events;
    std::shared_ptr<Socket> socket;
    const auto dies = [&] {
      socket.reset();
      events.add("died");
    };
    const auto late = [&] { events.add("late"); };
    struct Kind {
      std::string name;
      std::function<void()> prepare;
    };
    const std::vector<Kind> kinds{
        {"connect",
         [&] {
           socket->on("connect", dies);
           socket->on("connect", late);
         }},
        {"disconnect",
         [&] {
           socket->on("connect", [&] { socket->disconnect(); });
           socket->on("disconnect", dies);
           socket->on("disconnect", late);
           socket->emit("silence", [&](const AckError*) { late(); });
         }},
        {"event",
         [&] {
           socket->on("welcome", dies);
           socket->on("welcome", late);
         }},
        {"any event",
         [&] {
           socket->onAny([&](const IncomingEvent&) { dies(); });
           socket->onAny([&](const IncomingEvent&) { late(); });
           socket->on("welcome", late);
         }},
        {"any outgoing event",
         [&] {
           socket->onAnyOutgoing([&](const IncomingEvent&) { dies(); });
           socket->on("connect", [&] { late(); });
           socket->emit("echo", 1);
           socket->emit("echo", 2);
         }},
        {"answer",
         [&] {
           socket->emit("ask", 1, [&](const AckError*) { dies(); });
           socket->emit("ask", 2, [&](const AckError*) { late(); });
         }},
        {"overdue answer",
         [&] {
           socket->timeout(1ms).emit("silence", [&](const AckError*) { dies(); });
           socket->timeout(1ms).emit("silence", [&](const AckError*) { late(); });
         }},
        {"coroutine", [&] {
           socket->on("welcome", [&]() -> Task<void> {
             dies();
             co_return;
           });
           socket->on("welcome", late);
         }}};
    LoopThread thread;
    for (const auto& [name, prepare] : kinds) {
      for (EventLoop* const loop : {static_cast<EventLoop*>(nullptr), &thread.loop()}) {
        CAPTURE(name);
        CAPTURE(loop != nullptr);
        socket = io(urlOf(server.port()), offline(loop));
        prepare();
        socket->connect();
        CHECK(events.next() == "died");
        settle(thread.loop());
        CHECK_NOTHROW(settleUntil(server, [&] { return server.server().clientsCount() == 0; }));
      }
    }
    {
      socket = io(urlOf(refused), offline());
      socket->on("connect_error", [&](ConnectError) { dies(); });
      socket->on("connect_error", [&](ConnectError) { late(); });
      socket->connect();
      CHECK(events.next() == "died");
    }
    {
      ClientOptions options = offline();
      options.authFn = [&] {
        dies();
        return JsonText(1);
      };
      socket = io(urlOf(server.port()), options);
      socket->connect();
      CHECK(events.next() == "died");
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(events.isEmpty());
  }

  TEST_CASE("a manager may be destroyed in its handlers") {
    SocketIOServerThread server(echoes);
    const std::uint16_t refused = SocketIOServerThread().port();
    EventQueue events;
    struct Kind {
      std::string event;
      bool isRefused;
    };
    for (const auto& [event, isRefused] :
         {Kind{"open", false}, Kind{"close", false}, Kind{"error", true},
          Kind{"reconnect_attempt", true}, Kind{"reconnect_error", true},
          Kind{"reconnect_failed", true}}) {
      CAPTURE(event);
      ClientOptions options = offline();
      options.reconnectionAttempts = 1;
      auto manager = std::make_unique<Manager>(urlOf(isRefused ? refused : server.port()), options);
      manager->on(event, [&] {
        manager.reset();
        events.add("died");
      });
      manager->on(event, [&] { events.add("late"); });
      const auto socket = manager->socket();
      socket->on("connect", [&, kind = event] {
        if (kind == "close") {
          manager->close();
        }
      });
      socket->connect();
      CHECK(events.next() == "died");
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(events.isEmpty());
  }

  TEST_CASE("a handler that runs while its socket is destroyed elsewhere is waited for") {
    SocketIOServerThread server(twoEvents);
    for (int round = 0; round < 20; ++round) {
      std::promise<void> hasBegun;
      auto socket = io(urlOf(server.port()), offline());
      std::atomic<bool> isDestroying = false;
      std::atomic<bool> hasEnded = false;
      socket->on("welcome", [&] {
        hasBegun.set_value();
        while (!isDestroying) {
        }
        std::this_thread::yield();
        hasEnded = true;
      });
      socket->connect();
      hasBegun.get_future().get();
      isDestroying = true;
      socket.reset();
      CHECK(hasEnded);
    }
  }

  TEST_CASE("a handler that does not end is not waited for, and nothing follows it") {
    SocketIOServerThread server(twoEvents);
    LoopThread thread;
    EventQueue events;
    std::promise<void> hasBegun;
    std::promise<void> goOn;
    auto socket = io(urlOf(server.port()), offline(&thread.loop()));
    socket->on("welcome", [&] {
      hasBegun.set_value();
      goOn.get_future().get();
      events.add("ended");
    });
    socket->on("welcome", [&] { events.add("late"); });
    socket->connect();
    hasBegun.get_future().get();
    socket.reset();
    CHECK(events.isEmpty());
    goOn.set_value();
    CHECK(events.next() == "ended");
    thread.stop();
    CHECK(events.isEmpty());
  }

  TEST_CASE("a client whose loop is stopped, or never runs, can be destroyed") {
    SocketIOServerThread server(echoes);
    SUBCASE("stopped while connected") {
      auto thread = std::make_unique<LoopThread>();
      EventQueue events;
      auto socket = io(urlOf(server.port()), offline(&thread->loop()));
      follow(*socket, events);
      socket->connect();
      CHECK(events.next() == "connect");
      thread->stop();
      socket->emit("echo", 1);
      socket->emit("ask", 1, [](const AckError*) {});
      socket.reset();
      thread.reset();
      CHECK(events.isEmpty());
    }
    SUBCASE("stopped while connecting") {
      const SilentServer silent;
      auto thread = std::make_unique<LoopThread>();
      auto manager = std::make_unique<Manager>(urlOf(silent.port()), offline(&thread->loop()));
      auto socket = manager->socket();
      socket->connect();
      settle(thread->loop());
      thread->stop();
      manager.reset();
      socket.reset();
      thread.reset();
    }
    SUBCASE("never ran") {
      EventLoop loop;
      auto socket = io(urlOf(server.port()), offline(&loop));
      socket->connect();
      socket->emit("echo", 1);
      socket.reset();
    }
    SUBCASE("runs afterwards") {
      EventLoop loop;
      auto socket = io(urlOf(server.port()), offline(&loop));
      socket->on("connect", [] { FAIL("connected"); });
      socket->connect();
      socket.reset();
      loop.post([&] { loop.stop(); });
      loop.run();
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
  }

  TEST_CASE("coroutines that wait for an answer end with their socket, where they wait") {
    SocketIOServerThread server(echoes);
    LoopThread clients;
    LoopThread waiters;
    for (const bool isConnected : {false, true}) {
      for (EventLoop* const loop : {&clients.loop(), &waiters.loop()}) {
        for (const bool isThere : {false, true}) {
          CAPTURE(isConnected);
          CAPTURE(isThere);
          EventQueue events;
          auto socket = io(urlOf(server.port()), offline(&clients.loop()));
          if (isConnected) {
            socket->on("connect", [&] { events.add("connect"); });
            socket->connect();
            CHECK(events.next() == "connect");
          }
          loop->spawn("test", [&, loop] {
            return waitForever(std::make_shared<Witness>(events, *loop),
                               socket->emitWithAck("silence"), events);
          });
          settle(*loop);
          settle(clients.loop());
          if (isThere) {
            clients.run([&] { socket.reset(); });
          } else {
            socket.reset();
          }
          CHECK(events.next() == "ended there");
        }
      }
    }
  }

  TEST_CASE("a coroutine that waits ends with its loop") {
    EventQueue events;
    auto loop = std::make_unique<EventLoop>();
    auto socket = io("http://127.0.0.1:1", offline(loop.get()));
    loop->spawn("test", [&] {
      return waitForever(std::make_shared<Witness>(events, *loop), socket->emitWithAck("silence"),
                         events);
    });
    loop->post([&] { loop->stop(); });
    loop->run();
    socket.reset();
    loop.reset();
    CHECK(events.next() == "ended elsewhere");
  }

  TEST_CASE("the thread of background clients ends with the last, and another one begins") {
    SocketIOServerThread server(echoes);
    for (int round = 0; round < 5; ++round) {
      EventQueue events;
      auto socket = io(urlOf(server.port()), offline());
      socket->on("connect", [&] {
        socket.reset();
        events.add("died");
      });
      socket->connect();
      CHECK(events.next() == "died");
    }
  }

  TEST_CASE("clients come and go on many threads") {
    SocketIOServerThread server(twoEvents);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (int round = 0; round < 25; ++round) {
          ClientOptions options = quick();
          options.transports = {round % 2 == 0 ? "websocket" : "polling"};
          std::promise<void> welcomed;
          auto socket = io(urlOf(server.port()), options);
          socket->once("welcome", [&] { welcomed.set_value(); });
          socket->emit("ask", round, [](const AckError*, int) {});
          if ((round + thread) % 3 != 0) {
            welcomed.get_future().get();
          }
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
}
