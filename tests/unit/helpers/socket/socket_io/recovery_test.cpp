#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/bytes.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/recovery_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

ServerOptions withRecovery(ConnectionStateRecoveryOptions recovery = {}) {
  return {.connectionStateRecovery = recovery};
}

/// Writes down who comes and goes.
std::function<void(Server&)> journalling(Journal& journal) {
  return [&journal](Server& io) {
    io.on("connection", [&journal](Socket& socket) {
      journal.add(socket.recovered() ? "recovered" : "new");
      socket.on("join", [](Socket& self, std::string room, Json data, Ack ack) {
        self.join(room);
        self.data() = std::move(data);
        ack();
      });
      socket.on("state", [](Socket& self, Ack ack) { ack(self.rooms(), self.data()); });
      socket.on("disconnect", [&journal](std::string reason) { journal.add(reason); });
    });
  };
}

bool has(const Journal& journal, std::string_view entry) {
  const Strings entries = journal.entries();
  return std::find(entries.begin(), entries.end(), entry) != entries.end();
}

/// A client that has seen one event and is lost.
RecoveryClient lose(SocketIOServerThread& server, Journal& journal) {
  RecoveryClient state;
  {
    SocketIOClient client(server.port());
    state.connect(client);
    server.server().to(state.sid).emit("seen");
    state.receive(client);
  }
  settleUntil(server, [&] { return has(journal, "transport close"); });
  return state;
}

/// Sessions that take a while to come, from elsewhere.
class SlowSessions final : public Adapter {
 public:
  SlowSessions(Namespace& nsp, Journal& journal) : Adapter(nsp), journal_(journal) {}

  bool keepsSessions() const noexcept override { return true; }
  void persistSession(SocketSession session) override { journal_.add("persist " + session.pid); }
  Task<std::optional<RestoredSession>> restoreSession(std::string pid, std::string) override {
    journal_.add("restore " + pid);
    EventLoop& loop = *EventLoop::current();
    for (int turn = 0; turn < 1000; ++turn) {
      co_await boost::asio::post(loop.context(), boost::asio::use_awaitable);
    }
    RestoredSession restored;
    restored.session = {.sid = "12345678901234567890", .pid = pid};
    restored.takeMissed = [] { return MissedPackets{}; };
    co_return restored;
  }

 private:
  Journal& journal_;
};

}  // namespace

TEST_SUITE("helpers/socket_io: connection state recovery") {
  TEST_CASE("events have an offset as their last argument, answers and volatile events do not") {
    SocketIOServerThread server(
        [](Server& io) {
          io.on("connection", [](Socket& socket) {
            socket.on("go", [](Socket& self, Ack ack) {
              self.emit("direct", 1);
              self.emit("no arguments");
              self.emit("asks", [](const AckError*) {});
              self.volatile_().emit("volatile", 2);
              self.nsp().emit("bytes", Bytes(1));
              self.nsp().volatile_().emit("all volatile");
              self.nsp().timeout(10s).emit("all ask", [](const AckError*, std::vector<Json>) {});
              ack("answer");
            });
          });
        },
        withRecovery());
    SocketIOClient client(server.port());
    RecoveryClient state;
    state.connect(client);
    CHECK(state.pid.size() == 20);
    CHECK(state.pid != state.sid);

    client.send(R"(429["go"])");
    CHECK(state.receive(client) == R"(42["direct",1])");
    const std::string first = state.offset;
    CHECK(state.receive(client) == R"(42["no arguments"])");
    CHECK(state.offset != first);
    CHECK(client.receive() == R"(420["asks"])");
    CHECK(client.receive() == R"(42["volatile",2])");
    CHECK(state.receive(client) == R"(451-["bytes",{"_placeholder":true,"num":0}])");
    CHECK(client.webSocket.receive().opcode == 2);
    CHECK(client.receive() == R"(42["all volatile"])");
    CHECK(client.receive() == R"(421["all ask"])");
    CHECK(client.receive() == R"(439["answer"])");
  }

  TEST_CASE("without the option there is no private id and no offset") {
    SocketIOServerThread server;
    SocketIOClient client(server.port());
    client.send(R"(40{"pid":"x","offset":"y"})");
    const std::string answer = client.receive();
    CHECK(answer.size() == std::string_view(R"(40{"sid":"12345678901234567890"})").size());
    server.server().emit("event");
    CHECK(client.receive() == R"(42["event"])");
  }

  TEST_CASE("a lost client gets what it has missed, then its old self") {
    Journal journal;
    SocketIOServerThread server(journalling(journal), withRecovery());
    RecoveryClient state;
    {
      SocketIOClient client(server.port());
      state.connect(client);
      client.send(R"(420["join","room",{"name":"n"}])");
      CHECK(client.receive() == "430[]");
      server.server().emit("seen");
      state.receive(client);
    }
    settleUntil(server, [&] { return has(journal, "transport close"); });
    const std::string sid = state.sid;
    const std::string pid = state.pid;
    server.server().emit("all", 1);
    server.server().to("room").emit("room", 2);
    server.server().to("elsewhere").emit("other");
    server.server().except("room").emit("excepted");
    server.server().to(sid).emit("mine", 3);
    server.server().volatile_().emit("volatile");

    SocketIOClient client(server.port());
    CHECK(state.connect(client) == Strings{R"(42["all",1])", R"(42["room",2])", R"(42["mine",3])"});
    CHECK(state.sid == sid);
    CHECK(state.pid == pid);
    client.send(R"(421["state"])");
    CHECK(client.receive() == R"(431[[")" + sid + R"(","room"],{"name":"n"}])");
    server.server().to("room").emit("next");
    CHECK(state.receive(client) == R"(42["next"])");
    CHECK(journal.entries() == Strings{"new", "transport close", "recovered"});
  }

  TEST_CASE("who leaves or is sent away does not come back as the same") {
    for (const bool isClient : {true, false}) {
      Journal journal;
      SocketIOServerThread server(journalling(journal), withRecovery());
      RecoveryClient state;
      {
        SocketIOClient client(server.port());
        state.connect(client);
        server.server().emit("seen");
        state.receive(client);
        if (isClient) {
          client.send("41");
        } else {
          server.server().disconnectSockets(true);
          client.closeCode();
        }
        settleUntil(server, [&] { return journal.entries().size() == 2; });
      }
      const std::string sid = state.sid;
      SocketIOClient client(server.port());
      CHECK(state.connect(client).empty());
      CHECK(state.sid != sid);
      settleUntil(server, [&] { return journal.entries().size() == 3; });
      CHECK(journal.entries().back() == "new");
    }
  }

  TEST_CASE("whoever claims a session first has it") {
    Journal journal;
    SocketIOServerThread server(journalling(journal), withRecovery());
    RecoveryClient owner = lose(server, journal);
    RecoveryClient thief = owner;
    const std::string sid = owner.sid;

    SocketIOClient first(server.port());
    SocketIOClient second(server.port());
    owner.connect(first);
    thief.connect(second);

    CHECK(owner.sid == sid);
    CHECK(thief.sid != sid);
    CHECK(thief.pid != owner.pid);
  }

  TEST_CASE("what is not known or too old makes a new client") {
    struct Row {
      std::string name;
      ConnectionStateRecoveryOptions options{};
      std::string auth{};
    };
    const Row rows[] = {
        {"expired", {.maxDisconnectionDuration = 0ms}},
        {"no packets kept", {.maxStoredBytes = 1}},
        {"no sessions kept", {.maxStoredSessions = 0}},
        {"unknown offset", {}, R"({"pid":"PID","offset":"x"})"},
        {"no offset", {}, R"({"pid":"PID"})"},
        {"unknown pid", {}, R"({"pid":"x","offset":"OFFSET"})"},
        {"wrong types", {}, R"({"pid":1,"offset":{}})"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.name);
      Journal journal;
      SocketIOServerThread server(journalling(journal), withRecovery(row.options));
      const RecoveryClient state = lose(server, journal);
      server.server().emit("missed");
      std::string auth = row.auth.empty() ? R"({"pid":"PID","offset":"OFFSET"})" : row.auth;
      for (const auto& [name, value] :
           {std::pair("PID", state.pid), std::pair("OFFSET", state.offset)}) {
        if (const std::size_t at = auth.find(name); at != std::string::npos) {
          auth.replace(at, std::string_view(name).size(), value);
        }
      }

      SocketIOClient client(server.port());
      client.send("40" + auth);
      const std::string answer = client.receive();
      CHECK(answer.starts_with(R"(40{"sid":")"));
      CHECK(answer.find(state.sid) == std::string::npos);
      server.settle();
      CHECK(journal.entries() == Strings{"new", "transport close", "new"});
    }
  }

  TEST_CASE("middlewares are skipped unless they are wanted, and know who comes back") {
    for (const bool skip : {true, false}) {
      CAPTURE(skip);
      Journal journal;
      SocketIOServerThread server(
          [&](Server& io) {
            journalling(journal)(io);
            io.use([&](Socket& socket) -> Task<void> {
              co_await boost::asio::post(socket.loop().context(), boost::asio::use_awaitable);
              journal.add(socket.recovered() ? "use recovered" : "use new");
            });
          },
          withRecovery({.skipMiddlewares = skip}));
      RecoveryClient state = lose(server, journal);
      const std::string sid = state.sid;
      server.server().emit("missed");

      SocketIOClient client(server.port());
      CHECK(state.connect(client) == Strings{R"(42["missed"])"});
      CHECK(state.sid == sid);
      server.settle();
      CHECK(journal.entries() ==
            (skip ? Strings{"use new", "new", "transport close", "recovered"}
                  : Strings{"use new", "new", "transport close", "use recovered", "recovered"}));
    }
  }

  TEST_CASE("a middleware may refuse who comes back") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) {
          journalling(journal)(io);
          io.use([&](Socket& socket) {
            if (socket.recovered()) {
              throw getError({.message = "not again"});
            }
          });
        },
        withRecovery({.skipMiddlewares = false}));
    const RecoveryClient state = lose(server, journal);

    SocketIOClient client(server.port());
    client.send(R"(40{"pid":")" + state.pid + R"(","offset":")" + state.offset + R"("})");
    CHECK(client.receive() == R"(44{"message":"not again"})");
    client.send("40");
    CHECK(client.receive().starts_with(R"(40{"sid":")"));
  }

  TEST_CASE("who asks twice while its session is restored is closed, and lost again") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) { io.on("connection", [&](Socket&) { journal.add("connection"); }); },
        {.adapter = [&](Namespace& nsp) { return std::make_unique<SlowSessions>(nsp, journal); }});
    SocketIOClient client(server.port());

    // In one piece: both are there before the session is.
    const std::string ask = WebSocketClient::frame(0x81, R"(40{"pid":"p","offset":"o"})");
    client.webSocket.sendRaw(ask + ask);

    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    settleUntil(server, [&] { return has(journal, "persist p"); });
    server.settle();
    CHECK(journal.entries() == Strings{"restore p", "persist p"});
    CHECK(server.server().clientsCount() == 0);
  }

  TEST_CASE("each namespace recovers by itself") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) {
          journalling(journal)(io);
          io.of(NamespacePattern("^/r"));
        },
        withRecovery());
    std::string answer;
    {
      SocketIOClient client(server);
      answer = joinNamespace(client, "/r1");
      server.server().of("/r1").emit("seen");
      client.receive();
    }
    settleUntil(server, [&] { return has(journal, "transport close"); });
    settleUntil(server, [&] { return server.server().of("/r1").socketsCount() == 0; });
    CHECK(isJoined(answer, "/r1"));
    CHECK(answer.find(R"("pid":")") != std::string::npos);
  }

  TEST_CASE("lost by silence, by a bad packet or by a shutdown is lost all the same") {
    Journal journal;
    SocketIOServerThread server(journalling(journal), withRecovery());
    RecoveryClient state;
    {
      SocketIOClient client(server.port());
      state.connect(client);
      server.server().emit("seen");
      state.receive(client);
      client.send("47");
      client.closeCode();
    }
    settleUntil(server, [&] { return has(journal, "forced close"); });
    const std::string sid = state.sid;
    SocketIOClient client(server.port());
    CHECK(state.connect(client).empty());
    CHECK(state.sid == sid);
  }
}
