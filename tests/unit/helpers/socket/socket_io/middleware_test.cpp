#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

struct Credentials {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (token))

Task<void> turn(EventLoop& loop) {
  co_await boost::asio::post(loop.context(), boost::asio::use_awaitable);
}

}  // namespace

TEST_SUITE("helpers/socket_io/Namespace: middlewares") {
  TEST_CASE("a refusal brings its message and details, and the client may try again") {
    SocketIOServerThread server([](Server& io) {
      io.use([](Socket& socket) {
        const auto token = socket.handshake().auth<Credentials>().token;
        if (token != "good") {
          throw getError({.message = "not \"good\"", .details = R"({"token":")" + token + R"("})"});
        }
      });
    });
    SocketIOClient client(server.port());

    client.send(R"(40{"token":"bad"})");
    CHECK(client.receive() == R"(44{"message":"not \"good\"","data":{"token":"bad"}})");
    client.send(R"(40{"token":"worse"})");
    CHECK(client.receive() == R"(44{"message":"not \"good\"","data":{"token":"worse"}})");
    client.connect(R"({"token":"good"})");
    CHECK(server.server().sockets().socketsCount() == 1);
  }

  TEST_CASE("what is not meant for clients stays on the server") {
    SocketIOServerThread server([](Server& io) {
      io.use([](Socket& socket) -> Task<void> {
        co_await turn(socket.loop());
        if (socket.handshake().authText() == R"({"kind":1})") {
          throw std::runtime_error("secret");
        }
        throw 1;
      });
    });
    SocketIOClient client(server.port());

    client.send(R"(40{"kind":1})");
    CHECK(client.receive() == R"(44{"message":"Internal Server Error"})");
    client.send("40");
    CHECK(client.receive() == R"(44{"message":"Internal Server Error"})");
  }

  TEST_CASE("each namespace has the auth that was sent for it") {
    SocketIOServerThread server([](Server& io) {
      const auto tellsAuth = [](Socket& socket) { socket.emit("auth", socket.handshake().auth()); };
      io.on("connection", tellsAuth);
      io.of("/a").on("connection", tellsAuth);
      io.of("/b").on("connection", tellsAuth);
    });
    SocketIOClient client(server.port());

    client.connect(R"({"token":"1"})");
    CHECK(client.receive() == R"(42["auth",{"token":"1"}])");
    joinNamespace(client, "/a", R"({"token":"2"})");
    CHECK(client.receive() == R"(42/a,["auth",{"token":"2"}])");
    joinNamespace(client, "/b");
    CHECK(client.receive() == R"(42/b,["auth",{}])");
  }

  TEST_CASE("plain and waiting middlewares keep their order, and the first refusal is the last") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.use([&](Socket&) { journal.add("1"); });
      io.use([&](Socket& socket) -> Task<void> {
        co_await turn(socket.loop());
        journal.add("2");
      });
      io.use([&](Socket& socket) {
        journal.add("3");
        if (socket.handshake().authText() != "{}") {
          throw getError({.message = "no"});
        }
      });
      io.use([&](Socket&) -> Task<void> {
        journal.add("4");
        co_return;
      });
    });
    SocketIOClient client(server.port());

    client.connect();
    client.send("41");
    client.send(R"(40{"a":1})");
    CHECK(client.receive() == R"(44{"message":"no"})");

    CHECK(journal.entries() == Strings{"1", "2", "3", "4", "1", "2", "3"});
  }

  TEST_CASE("a socket that is not joined yet is told nothing and disconnects nobody") {
    SocketIOServerThread server([](Server& io) {
      io.use([&io](Socket& socket) {
        socket.emit("early");
        socket.join("some");
        socket.disconnect();
        socket.broadcast().emit("newcomer");
        io.emit("all");
        CHECK_FALSE(socket.connected());
        CHECK(socket.rooms().empty());
      });
    });
    SocketIOClient first(server);
    SocketIOClient second(server);

    CHECK(first.receive() == R"(42["newcomer"])");
    CHECK(first.receive() == R"(42["all"])");
    server.server().emit("later");
    CHECK(second.receive() == R"(42["later"])");
  }
}

TEST_SUITE("helpers/socket_io/Socket: middlewares") {
  TEST_CASE("any-handlers, middlewares, handlers: in this order, waiting or not") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        socket.on("event", [&](std::string text, Ack ack) {
          journal.add("handler " + text);
          ack();
        });
        socket.use([&](Socket&, const IncomingEvent& event) {
          journal.add("plain " + std::string(event.name));
        });
        socket.use([&](Socket& self, const IncomingEvent& event) -> Task<void> {
          co_await turn(self.loop());
          journal.add("waiting " + std::string(event.data));
        });
        socket.use([&](Socket&, const IncomingEvent&) { journal.add("last"); });
        socket.onAny([&](Socket&, const IncomingEvent&) { journal.add("any"); });
      });
    });
    SocketIOClient client(server);

    client.send(R"(425["event","text"])");
    CHECK(client.receive() == "435[]");

    CHECK(journal.entries() ==
          Strings{"any", "plain event", R"(waiting ["event","text"])", "last", "handler text"});
  }

  TEST_CASE("a middleware that throws keeps the event and tells the socket alone") {
    Journal journal;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        socket.on("error", [&](std::string message) { journal.add("error " + message); });
        socket.on("plain", [&](Ack ack) { ack("never"); });
        socket.on("waiting", [&](Ack ack) { ack("never"); });
        socket.on("fine", [&](Ack ack) { ack("fine"); });
        socket.use([&](Socket&, const IncomingEvent& event) {
          if (event.name == "plain") {
            throw std::runtime_error("plainly not");
          }
          if (event.name == "number") {
            throw 1;
          }
        });
        socket.use([&](Socket& self, const IncomingEvent& event) -> Task<void> {
          co_await turn(self.loop());
          if (event.name == "waiting") {
            throw getError({.message = "not after all"});
          }
        });
      });
    });
    SocketIOClient client(server);

    client.send(R"(421["plain"])");
    client.send(R"(422["waiting"])");
    client.send(R"(423["number"])");
    client.send(R"(424["fine"])");
    CHECK(client.receive() == R"(434["fine"])");

    Strings errors = journal.entries();
    std::sort(errors.begin(), errors.end());
    CHECK(errors == Strings{"error not after all", "error plainly not", "error unknown"});
  }

  TEST_CASE("a middleware that ends after its socket calls no handler and tells nobody") {
    Journal journal;
    std::atomic<bool> isReleased = false;
    std::atomic<bool> isDone = false;
    std::weak_ptr<Socket> watched;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        watched = socket.weak_from_this();
        socket.on("event", [&](Socket&) { journal.add("event"); });
        socket.on("error", [&](std::string) { journal.add("error"); });
        socket.on("disconnect", [&](std::string) { journal.add("disconnect"); });
        // Both hold the socket, which must not keep it alive when it is over.
        socket.use(
            [&, self = socket.shared_from_this()](Socket&, const IncomingEvent&) -> Task<void> {
              while (!isReleased) {
                co_await turn(self->loop());
              }
              isDone = true;
              throw std::runtime_error("too late");
            });
        socket.prependAny([self = socket.shared_from_this()](Socket&, const IncomingEvent&) {});
      });
    });
    {
      SocketIOClient client(server);
      client.send(R"(42["event"])");
      client.send("41");
      settleUntil(server, [&] { return !journal.entries().empty(); });
    }
    isReleased = true;
    settleUntil(server, [&] { return isDone.load() && watched.expired(); });

    CHECK(journal.entries() == Strings{"disconnect"});
  }
}
