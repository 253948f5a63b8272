#include "ignis/helpers/socket/socket_io/socket.hpp"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
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

struct ChatMessage {
  std::string room;
  int count = 0;
  std::optional<std::string> note{};
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (room, count, note))

/// A server whose sockets are set up by `setUp`.
std::function<void(Server&)> withSocket(std::function<void(Socket&)> setUp) {
  return [setUp](Server& server) { server.on("connection", setUp); };
}

}  // namespace

TEST_SUITE("helpers/socket_io/Socket: handlers") {
  TEST_CASE("arguments are decoded into their types") {
    SocketIOServerThread server(withSocket([](Socket& socket) {
      socket.on("chat", [](Socket& self, ChatMessage message) { self.emit("chat", message); });
      socket.on("sum", [](int left, const double& right, Ack ack) { ack(left + right); });
      socket.on("text", [](Socket& self, std::string text, std::vector<int> numbers) {
        self.emit("text", text, numbers);
      });
      socket.on("any", [](Socket& self, const Json& value) { self.emit("any", value); });
      socket.on("maybe", [](Socket& self, std::optional<int> value) {
        self.emit("maybe", value.value_or(-1));
      });
      socket.on("none", [](Ack ack) { ack(); });
    }));
    SocketIOClient client(server);
    const std::pair<std::string_view, std::string_view> rows[] = {
        {R"(42["chat",{"room":"a","count":2}])", R"(42["chat",{"room":"a","count":2}])"},
        {R"(427["sum",1,2.5])", "437[3.5]"},
        {R"(42["text","é\n",[1,2]])", R"(42["text","é\n",[1,2]])"},
        {R"(42["any",{"a":[null]}])", R"(42["any",{"a":[null]}])"},
        {R"(42["maybe"])", R"(42["maybe",-1])"},
        {R"(42["maybe",4])", R"(42["maybe",4])"},
        {R"(428["none","surplus",{}])", "438[]"},
    };
    for (const auto& [sent, received] : rows) {
      CAPTURE(sent);
      client.send(sent);
      CHECK(client.receive() == received);
    }
  }

  TEST_CASE("arguments that do not fit are answered with where and why") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("chat", [&](ChatMessage, Ack) { journal.add("called"); });
      socket.on("sum", [&](int, int) { journal.add("called"); });
    }));
    SocketIOClient client(server);

    client.send(R"(421["chat",{"room":1,"count":2}])");
    CHECK(client.receive() == R"(431[{"error":{"message":"Invalid input: expected string, )"
                              R"(received number","path":"arguments[0].room"}}])");
    client.send(R"(422["sum",1])");
    const std::string missing = client.receive();
    CHECK(missing.starts_with(R"(432[{"error":{"message":")"));
    CHECK(missing.ends_with(R"("path":"arguments[1]"}}])"));
    client.send(R"(42["sum","x","y"])");
    client.send(R"(423["sum",null,1e3])");
    CHECK(client.receive().starts_with(R"(433[{"error":)"));
    CHECK(journal.entries().empty());
  }

  TEST_CASE("a handler that throws is logged and the connection stays") {
    SocketIOServerThread server([](Server& io) {
      io.on("connection", [](Socket&) { throw std::runtime_error("listener"); });
      io.on("connection", [](Socket& socket) {
        socket.on("throw", [] { throw std::runtime_error("plain"); });
        socket.on("throw", []() -> Task<void> {
          throw std::runtime_error("coroutine");
          co_return;
        });
        socket.on("throw", [] { throw 42; });
        socket.on("throw", [](Socket& self) { self.emit("still here"); });
      });
    });
    SocketIOClient client(server);
    client.send(R"(42["throw"])");
    CHECK(client.receive() == R"(42["still here"])");
  }

  TEST_CASE("handlers are added and removed while they run") {
    SocketIOServerThread server(withSocket([](Socket& socket) {
      socket.once("once", [](Socket& self) { self.emit("once"); });
      socket.on("once", [](Socket& self) { self.emit("always"); });
      socket.on("gone", [](Socket& self) {
        self.off("gone");
        self.emit("removed");
      });
      socket.on("gone", [](Socket& self) { self.emit("never"); });
      socket.on("add", [](Socket& self) {
        self.on("add", [](Socket& again) { again.emit("added"); });
        self.emit("first");
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["once"])");
    client.send(R"(42["once"])");
    client.send(R"(42["gone"])");
    client.send(R"(42["gone"])");
    client.send(R"(42["add"])");
    client.send(R"(42["add"])");
    for (const char* event : {"once", "always", "always", "removed", "first", "first", "added"}) {
      CHECK(client.receive() == R"(42[")" + std::string(event) + R"("])");
    }
  }

  TEST_CASE("handlers of all events run first, and not for the socket's own events") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("a", [&] { journal.add("a"); });
      socket.onAny([&](Socket&, const IncomingEvent& event) {
        journal.add("any " + std::string(event.name) + " " + std::string(event.data));
      });
      socket.on("stop", [](Socket& self, Ack ack) {
        self.offAny();
        ack();
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["a",1])");
    client.send(R"(42[""])");
    client.send(R"(420["stop"])");
    client.receive();
    client.send(R"(42["a"])");
    client.send("41");
    client.connect();

    CHECK(journal.entries() ==
          Strings{R"(any a ["a",1])", "a", R"(any  [""])", R"(any stop ["stop"])", "a"});
  }

  TEST_CASE("a coroutine keeps its socket, arguments and function until it ends") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("slow",
                [&, greeting = std::string("a greeting that is on the heap")](
                    Socket& self, std::string text, Ack ack) -> Task<void> {
                  self.off("slow");
                  const Json answer = co_await self.emitWithAck("question", text);
                  journal.add(greeting + ": " + text + ": " + answer.dump());
                  ack(answer);
                });
    }));
    SocketIOClient client(server);

    client.send(R"(425["slow","a text that is long enough for the heap"])");
    CHECK(client.receive() == R"(420["question","a text that is long enough for the heap"])");
    client.send(R"(430[{"a":1}])");
    CHECK(client.receive() == R"(435[{"a":1}])");
    CHECK(journal.entries() ==
          Strings{"a greeting that is on the heap: a text that is long enough for the heap: "
                  R"({"a":1})"});
  }

  TEST_CASE("a coroutine may outlive its connection") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("wait", [&](Socket& self) -> Task<void> {
        std::string failure;
        try {
          co_await self.emitWithAck("question");
        } catch (const ApplicationError& error) {
          failure = error.what();
        }
        self.emit("ignored");
        self.join("ignored");
        self.disconnect();
        journal.add(failure + (self.connected() ? " connected" : " gone"));
      });
    }));
    {
      SocketIOClient client(server);
      client.send(R"(42["wait"])");
      client.receive();
    }
    while (journal.entries().empty()) {
      server.settle();
    }
    CHECK(journal.entries() == Strings{"socket has been disconnected gone"});
  }
}

TEST_SUITE("helpers/socket_io/Socket: acknowledgements") {
  TEST_CASE("an acknowledgement is sent once, whoever calls it") {
    SocketIOServerThread server(withSocket([](Socket& socket) {
      socket.on("ask", [](Ack ack) {
        const Ack copy = ack;
        const Ack another = copy;
        CHECK(ack.isPending());
        another(1);
        ack(2);
        copy(3);
        CHECK_FALSE(ack.isPending());
      });
      socket.on("tell", [](Socket& self, Ack ack) {
        CHECK_FALSE(ack.isPending());
        ack("nobody asked");
        self.emit("told");
      });
    }));
    SocketIOClient client(server);
    client.send(R"(42["tell"])");
    CHECK(client.receive() == R"(42["told"])");
    client.send(R"(421["ask"])");
    CHECK(client.receive() == "431[1]");
    client.send(R"(42["tell"])");
    CHECK(client.receive() == R"(42["told"])");
  }

  TEST_CASE("an acknowledgement may come from another thread, and too late") {
    std::thread worker;
    Ack kept;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("work",
                [&](Ack ack) { worker = std::thread([ack = std::move(ack)] { ack("done"); }); });
      socket.on("keep", [&](Socket& self, Ack ack) {
        kept = std::move(ack);
        self.emit("kept");
      });
    }));
    {
      SocketIOClient client(server);
      client.send(R"(421["work"])");
      CHECK(client.receive() == R"(431["done"])");
      worker.join();
      client.send(R"(422["keep"])");
      client.receive();
    }
    while (server.server().clientsCount() > 0) {
      server.settle();
    }
    kept("too late");
    server.settle();
  }

  TEST_CASE("the client's answer reaches the callback, once") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.emit("question", 1, [&](const AckError* error, std::string text, int number) {
        journal.add(error ? error->message : text + std::to_string(number));
      });
      socket.emit("typed", [&](const AckError* error, int) {
        journal.add(error ? "invalid " + std::to_string(static_cast<int>(error->kind)) : "valid");
      });
      socket.on("end", [](Ack ack) { ack(); });
    }));
    SocketIOClient client(server);
    CHECK(client.receive() == R"(420["question",1])");
    CHECK(client.receive() == R"(421["typed"])");

    client.send(R"(430["a",2])");
    client.send(R"(430["b",3])");
    client.send(R"(431["x"])");
    client.send(R"(4317["unknown"])");
    client.send(R"(420["end"])");
    CHECK(client.receive() == "430[]");
    CHECK(journal.entries() == Strings{"a2", "invalid 2"});
  }

  TEST_CASE("an answer that does not come in time is a timeout, and ignored when it comes") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.timeout(20ms).emit(
          "late", [&](const AckError* error) { journal.add(error ? error->message : "answered"); });
      socket.on("end", [](Ack ack) { ack(); });
    }));
    SocketIOClient client(server);
    CHECK(client.receive() == R"(420["late"])");
    while (journal.entries().empty()) {
      server.settle();
    }

    client.send("430[]");
    client.send(R"(420["end"])");
    CHECK(client.receive() == "430[]");
    CHECK(journal.entries() == Strings{"operation has timed out"});
  }

  TEST_CASE("answers that are due fail when the client goes") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.emit("question",
                  [&](const AckError* error) { journal.add(error ? error->message : "answered"); });
    }));
    {
      SocketIOClient client(server);
      client.receive();
    }
    while (journal.entries().empty()) {
      server.settle();
    }
    CHECK(journal.entries() == Strings{"socket has been disconnected"});
  }

  TEST_CASE("answers that are due end at the limit") {
    Journal journal;
    SocketIOServerThread server(
        withSocket([&](Socket& socket) {
          for (int count = 0; count < 3; ++count) {
            socket.emit("question", count, [&, count](const AckError* error) {
              journal.add(std::to_string(count) + (error ? " refused" : " answered"));
            });
          }
        }),
        {.maxPendingAcksPerSocket = 2});
    SocketIOClient client(server);
    CHECK(client.receive() == R"(420["question",0])");
    CHECK(client.receive() == R"(421["question",1])");
    CHECK(journal.entries() == Strings{"2 refused"});
  }

  TEST_CASE("emitWithAck gives the first argument in its type") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("start", [&](Socket& self) -> Task<void> {
        const int number = co_await self.emitWithAck<int>("number");
        const Json none = co_await self.timeout(10s).emitWithAck("none");
        std::string failure;
        try {
          co_await self.emitWithAck<int>("wrong");
        } catch (const ApplicationError& error) {
          failure = "refused";
        }
        std::string late;
        try {
          co_await self.timeout(20ms).emitWithAck<int>("late");
        } catch (const ApplicationError& error) {
          late = error.what();
        }
        journal.add(std::to_string(number) + " " + none.dump() + " " + failure + " " + late);
        self.emit("end");
      });
    }));
    SocketIOClient client(server);
    client.send(R"(42["start"])");
    CHECK(client.receive() == R"(420["number"])");
    client.send("430[42,\"more\"]");
    CHECK(client.receive() == R"(421["none"])");
    client.send("431[]");
    CHECK(client.receive() == R"(422["wrong"])");
    client.send("432[\"x\"]");
    CHECK(client.receive() == R"(423["late"])");
    CHECK(client.receive() == R"(42["end"])");
    CHECK(journal.entries() == Strings{"42 null refused operation has timed out"});
  }
}

TEST_SUITE("helpers/socket_io/Socket: disconnecting") {
  TEST_CASE("the server ends a socket or the whole connection") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("end", [](Socket& self, bool close) {
        self.disconnect(close);
        self.disconnect(close);
        self.emit("ignored");
      });
      socket.on("disconnecting", [&](Socket& self, std::string reason) {
        journal.add("disconnecting " + reason);
        self.disconnect(true);
      });
      socket.on("disconnect", [&](Socket& self, std::string reason) {
        journal.add("disconnect " + reason + (self.connected() ? " connected" : ""));
      });
    }));
    SocketIOClient client(server);

    client.send(R"(42["end",false])");
    CHECK(client.receive() == "41");
    client.connect();
    client.send(R"(42["end",true])");
    CHECK(client.receive() == "41");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    CHECK(journal.entries() == Strings{"disconnecting server namespace disconnect",
                                       "disconnect server namespace disconnect",
                                       "disconnecting server namespace disconnect",
                                       "disconnect server namespace disconnect"});
  }

  TEST_CASE("packets that follow a disconnection in one read are not handled") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      socket.on("end", [](Socket& self) { self.disconnect(true); });
      socket.on("after", [&] { journal.add("after"); });
    }));
    SocketIOClient client(server);
    client.send(R"(42["end"])");
    client.send(R"(42["after"])");
    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    CHECK(journal.entries().empty());
  }

  TEST_CASE("a socket that handlers hold is released when it disconnects") {
    std::weak_ptr<Socket> weak;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      weak = socket.weak_from_this();
      socket.on("x", [self = socket.shared_from_this()] { self->emit("x"); });
    }));
    {
      SocketIOClient client(server);
      client.send(R"(42["x"])");
      client.receive();
    }
    while (!weak.expired()) {
      server.settle();
    }
    CHECK(weak.expired());
  }

  TEST_CASE("the protocol's own events cannot be sent") {
    Journal journal;
    SocketIOServerThread server(withSocket([&](Socket& socket) {
      try {
        socket.emit("disconnect", 1);
      } catch (const ApplicationError& error) {
        journal.add(error.what());
      }
      socket.volatile_().compress(false).emit("sent");
    }));
    SocketIOClient client(server);
    CHECK(client.receive() == R"(42["sent"])");
    CHECK(journal.entries() == Strings{"\"disconnect\" is a reserved event name"});
  }
}
