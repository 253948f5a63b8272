#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "support/http_client.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/inspectable_adapter.hpp"
#include "unit/helpers/socket/socket_io/polling_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

constexpr int MANY = 100'000;
constexpr int BATCH = 1000;

/// Counts the lines about a limit instead of printing each of them.
class CountedLog {
 public:
  explicit CountedLog(std::string limit) {
    LoggerFactory::configure({.console = false, .sink = [this, limit](std::string_view line) {
                                count_ += line.find(limit) != std::string_view::npos ? 1 : 0;
                              }});
  }
  ~CountedLog() { LoggerFactory::configure({}); }
  CountedLog(const CountedLog&) = delete;
  CountedLog& operator=(const CountedLog&) = delete;

  int count() const { return count_; }

 private:
  std::atomic<int> count_ = 0;
};

ServerOptions inspectable() { return {.adapter = InspectableAdapter::factory()}; }

}  // namespace

TEST_SUITE("helpers/socket_io: bounded state") {
  TEST_CASE("joining without end ends at the limit, and leaving empties everything") {
    CountedLog log("maxRoomsPerSocket 1000");
    std::size_t most = 0;
    SocketIOServerThread server(
        [&](Server& io) {
          io.on("connection", [&](Socket& socket) {
            socket.on("join", [&](Socket& self, int from, Ack ack) {
              for (int index = from; index < from + BATCH; ++index) {
                self.join("room " + std::to_string(index));
              }
              most = self.rooms().size();
              ack();
            });
          });
        },
        inspectable());
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    {
      SocketIOClient client(server);
      for (int from = 0; from < MANY; from += BATCH) {
        client.send("420[\"join\"," + std::to_string(from) + "]");
        client.receive();
      }
      CHECK(most == 1001);  // its own included
      CHECK(inspected.roomCount(server) == 1000);
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(inspected.roomCount(server) == 0);
    CHECK(log.count() == 1);
  }

  TEST_CASE("rooms that are joined and left one after the other leave nothing") {
    SocketIOServerThread server(
        [](Server& io) {
          io.on("connection", [](Socket& socket) {
            socket.on("churn", [](Socket& self, Ack ack) {
              for (int index = 0; index < MANY; ++index) {
                self.join(std::to_string(index));
                self.leave(std::to_string(index));
              }
              ack(self.rooms().size());
            });
          });
        },
        inspectable());
    SocketIOClient client(server);
    client.send(R"(420["churn"])");
    CHECK(client.receive() == "430[1]");
    CHECK(InspectableAdapter::of(server).roomCount(server) == 0);
  }

  TEST_CASE("asking for unknown namespaces makes none") {
    SocketIOServerThread server([](Server& io) { io.of(NamespacePattern("^/never$")); },
                                inspectable());
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    const std::size_t before = inspected.namespaceCount();
    SocketIOClient client(server);
    for (int batch = 0; batch < MANY / BATCH; ++batch) {
      for (int index = 0; index < BATCH; ++index) {
        client.send("40/" + std::to_string(batch * BATCH + index) + ",");
      }
      for (int index = 0; index < BATCH; ++index) {
        client.receive();
      }
    }
    client.send("40/last,");
    CHECK(client.receive() == invalidNamespace("/last"));
    CHECK(inspected.namespaceCount() == before);
  }

  TEST_CASE("dynamic namespaces that are left are gone") {
    ServerOptions options = inspectable();
    options.cleanupEmptyChildNamespaces = true;
    SocketIOServerThread server([](Server& io) { io.of(NamespacePattern("^/r")); }, options);
    InspectableAdapter& inspected = InspectableAdapter::of(server);
    const std::size_t before = inspected.namespaceCount();
    SocketIOClient client(server);
    for (int index = 0; index < MANY / 10; ++index) {
      const std::string nsp = "/r" + std::to_string(index);
      client.send("40" + nsp + ",");
      client.send("41" + nsp + ",");
      client.receive();
    }
    client.send("40/last,");
    client.receive();
    CHECK(inspected.namespaceCount() == before);
  }

  TEST_CASE("handshakes without CONNECT are dropped after connectTimeout") {
    CountedLog log("[connectTimeout]");
    SocketIOServerThread server({}, {.connectTimeout = 200ms});
    constexpr int HANDSHAKES = MANY / 5;
    HttpClient client(server.port());
    for (int index = 0; index < HANDSHAKES; ++index) {
      client.get("/socket.io/?EIO=4&transport=polling");
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(log.count() == HANDSHAKES);
  }

  TEST_CASE("answers that never come are due up to the limit, and each is settled in the end") {
    CountedLog log("maxPendingAcksPerSocket 10000");
    std::atomic<int> refused = 0;
    std::atomic<int> failed = 0;
    SocketIOServerThread server([&](Server& io) {
      io.on("connection", [&](Socket& socket) {
        socket.on("ask", [&](Socket& self, Ack ack) {
          for (int index = 0; index < BATCH; ++index) {
            self.emit("q", [&](const AckError* error) {
              ++(error->kind == AckError::Kind::DISCONNECTED ? failed : refused);
            });
          }
          ack();
        });
      });
    });
    {
      SocketIOClient client(server);
      for (int batch = 0; batch < MANY / BATCH; ++batch) {
        client.send(R"(420["ask"])");
        while (client.receive() != "430[]") {
        }
      }
      CHECK(refused == MANY - 10'000);
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(failed == 10'000);
    CHECK(log.count() == 1);
  }

  TEST_CASE("half-built binary packets are gone with their sessions") {
    CountedLog log("binaryPacketTimeout");
    SocketIOServerThread server({}, {.binaryPacketTimeout = 100ms});
    constexpr int SESSIONS = 2000;
    for (int index = 0; index < SESSIONS; ++index) {
      SocketIOPollingClient client(server.port());
      client.post(
          "40\x1e"
          "452-[\"x\",{\"_placeholder\":true,\"num\":0}]\x1e"
          "bAQID");
    }
    settleUntil(server, [&] { return server.server().clientsCount() == 0; });
    CHECK(log.count() == SESSIONS);
    CHECK(server.server().sockets().socketsCount() == 0);
  }
}
