#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

std::function<void(Server&)> withSocket(std::function<void(Socket&)> setUp) {
  return [setUp = std::move(setUp)](Server& server) { server.on("connection", setUp); };
}

}  // namespace

TEST_SUITE("helpers/socket_io/Socket: listeners") {
  TEST_CASE("handlers of all events keep their order until they are taken off") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      const auto writes = [&](std::string who) {
        return [&journal, who](Socket&, const IncomingEvent& event) {
          journal.add(who + " " + std::string(event.data));
        };
      };
      socket.onAny(writes("a"));
      socket.prependAny(writes("b"));
      socket.prependAny(writes("c"));
      socket.onAny(writes("d"));
      socket.on("e", [&](int value) { journal.add("handler " + std::to_string(value)); });
      socket.on("quiet", [](Socket& self, Ack ack) {
        self.offAny();
        ack();
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["e",1])");
    client.send(R"(420["quiet"])");
    client.receive();
    client.send(R"(42["e",2])");
    client.send(R"(421["quiet"])");
    client.receive();

    CHECK(journal.entries() == Strings{R"(c ["e",1])", R"(b ["e",1])", R"(a ["e",1])",
                                       R"(d ["e",1])", "handler 1", R"(c ["quiet"])",
                                       R"(b ["quiet"])", R"(a ["quiet"])", R"(d ["quiet"])",
                                       "handler 2"});
  }

  TEST_CASE("handlers of what is sent see direct events and broadcasts, but no answers") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      const auto writes = [&](std::string who) {
        return [&journal, who](Socket&, const IncomingEvent& event) {
          journal.add(who + " " + std::string(event.name) + " " + std::string(event.data) + " " +
                      std::to_string(event.attachments.size()));
        };
      };
      socket.onAnyOutgoing(writes("a"));
      socket.prependAnyOutgoing(writes("b"));
      socket.on("go", [](Socket& self, Ack ack) {
        ack("not shown");
        self.emit("direct", 1);
        self.emit("asks", [](const AckError*) {});
        self.nsp().emit("all", Bytes(1));
        self.nsp()
            .timeout(std::chrono::seconds(10))
            .emit("asks all", [](const AckError*, std::vector<Json>) {});
        self.broadcast().emit("others");
        self.to("nobody").emit("nobody");
        self.offAnyOutgoing();
        self.emit("after");
      });
    }));
    SocketIOClient client(server);

    client.send(R"(420["go"])");
    while (client.webSocket.receive().payload != R"(42["after"])") {
    }

    const std::string binary = R"( all ["all",{"_placeholder":true,"num":0}] 1)";
    CHECK(journal.entries() == Strings{R"(b direct ["direct",1] 0)", R"(a direct ["direct",1] 0)",
                                       R"(b asks ["asks"] 0)", R"(a asks ["asks"] 0)", "b" + binary,
                                       "a" + binary, R"(b asks all ["asks all"] 0)",
                                       R"(a asks all ["asks all"] 0)"});
  }

  TEST_CASE("a handler of what is sent may end the connection") {
    for (const bool isBroadcast : {false, true}) {
      CAPTURE(isBroadcast);
      SocketIOServerThread server(withSocket([&](Socket& socket) {
        socket.onAnyOutgoing([](Socket& self, const IncomingEvent&) { self.disconnect(true); });
        socket.on("go", [isBroadcast](Socket& self) {
          if (isBroadcast) {
            self.nsp().emit("last");
          } else {
            self.emit("last");
          }
        });
        socket.on("ask", [](Socket& self) { self.emit("last", [](const AckError*) {}); });
      }));
      SocketIOClient client(server);
      SocketIOClient asking(server);

      client.send(R"(42["go"])");
      CHECK(client.receive() == "41");
      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
      if (!isBroadcast) {
        asking.send(R"(42["ask"])");
        CHECK(asking.receive() == "41");
      }
    }
  }

  TEST_CASE("a handler for once runs once, also when it sends itself the event again") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.once("event", [&](Socket& self, int value) {
        journal.add("once " + std::to_string(value));
        self.once("event", [&](int next) { journal.add("next " + std::to_string(next)); });
      });
      socket.on("event", [&](int value) { journal.add("on " + std::to_string(value)); });
      socket.on("done", [](Ack ack) { ack(); });
    }));
    SocketIOClient client(server);

    client.send(R"(42["event",1])");
    client.send(R"(42["event",2])");
    client.send(R"(42["event",3])");
    client.send(R"(420["done"])");
    client.receive();

    CHECK(journal.entries() == Strings{"once 1", "on 1", "on 2", "next 2", "on 3"});
  }

  TEST_CASE("off takes every handler of an event, the one that runs and those behind it") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("event", [&](Socket& self) {
        journal.add("first");
        self.off("event");
        self.on("event", [&] { journal.add("new"); });
      });
      socket.on("event", [&] { journal.add("second"); });
      socket.on("other", [&] { journal.add("other"); });
      socket.on("done", [](Ack ack) { ack(); });
    }));
    SocketIOClient client(server);

    client.send(R"(42["event"])");
    client.send(R"(42["event"])");
    client.send(R"(42["other"])");
    client.send(R"(420["done"])");
    client.receive();

    CHECK(journal.entries() == Strings{"first", "new", "other"});
  }

  TEST_CASE("a handler that is put in front while others run waits for the next event") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.onAny([&](Socket& self, const IncomingEvent&) {
        journal.add("any");
        self.prependAny([&](Socket&, const IncomingEvent&) { journal.add("in front"); });
      });
      socket.on("done", [](Socket& self, Ack ack) {
        self.prependAny([](Socket&, const IncomingEvent&) { FAIL("was taken off"); });
        self.offAny();
        ack();
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["event"])");
    client.send(R"(420["done"])");
    client.receive();
    client.send(R"(421["done"])");
    client.receive();

    CHECK(journal.entries() == Strings{"any", "in front", "any"});
  }
}
