#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/recovery_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

/// Which sockets the server has noticed to be lost.
class Lost {
 public:
  void add(std::string sid) {
    {
      const std::scoped_lock lock(mutex_);
      sids_.insert(std::move(sid));
    }
    changed_.notify_all();
  }
  bool take(const std::string& sid) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return sids_.erase(sid) > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> sids_;
};

}  // namespace

TEST_SUITE("helpers/socket_io: connection state recovery on several loops") {
  TEST_CASE("clients that drop and come back see every broadcast once, all in one order") {
    constexpr int CLIENTS = 6;
    constexpr int ROUNDS = 300;
    constexpr int LOOPS = 3;
    Lost lost;
    SocketIOServerThread server(
        [&](Server& io) {
          io.on("connection", [&](Socket& socket) {
            socket.on("disconnect",
                      [&](Socket& self, std::string) { lost.add(std::string(self.id())); });
          });
        },
        {.connectionStateRecovery = ConnectionStateRecoveryOptions{}}, LOOPS);

    std::vector<Strings> seen(CLIENTS);
    std::vector<int> drops(CLIENTS, 0);
    std::atomic<int> connected = 0;
    std::atomic<int> renewed = 0;
    std::vector<std::atomic<std::size_t>> progress(CLIENTS);
    std::vector<std::thread> clients;
    for (int index = 0; index < CLIENTS; ++index) {
      clients.emplace_back([&, index] {
        Strings& events = seen[static_cast<std::size_t>(index)];
        std::atomic<std::size_t>& reached = progress[static_cast<std::size_t>(index)];
        RecoveryClient state;
        const std::string last = R"(42["last"])";
        bool isFirst = true;
        while (events.empty() || events.back() != last) {
          std::optional<SocketIOClient> client(std::in_place, server.port());
          const std::string sid = state.sid;
          const Strings missed = state.connect(*client);
          events.insert(events.end(), missed.begin(), missed.end());
          reached = events.size();
          renewed += isFirst || state.sid == sid ? 0 : 1;
          connected += isFirst ? 1 : 0;
          isFirst = false;
          // Each drops after another number of events.
          for (int count = 0; count < 7 + 5 * index; ++count) {
            if (!events.empty() && events.back() == last) {
              return;
            }
            events.push_back(state.receive(*client));
            reached = events.size();
          }
          ++drops[static_cast<std::size_t>(index)];
          client.reset();
          if (!lost.take(state.sid)) {
            return;
          }
        }
      });
    }
    settleUntil(server, [&] { return connected == CLIENTS; });
    for (int round = 0; round < ROUNDS; ++round) {
      for (std::size_t loop = 0; loop < LOOPS; ++loop) {
        server.loops().at(loop).post([&, loop, round] { server.server().emit("m", loop, round); });
      }
      // Not so far ahead of the clients that they drop once and get all the rest as missed.
      const std::size_t sent = LOOPS * static_cast<std::size_t>(round + 1);
      settleUntil(server, [&] {
        return std::all_of(progress.begin(), progress.end(),
                           [sent](const auto& reached) { return reached + 30 >= sent; });
      });
    }
    server.settle();
    server.server().emit("last");
    for (std::thread& client : clients) {
      client.join();
    }

    CHECK(renewed == 0);
    for (int index = 0; index < CLIENTS; ++index) {
      CAPTURE(index);
      CHECK(drops[static_cast<std::size_t>(index)] > 5);
      CHECK(seen[static_cast<std::size_t>(index)].size() == LOOPS * ROUNDS + 1);
      CHECK(seen[static_cast<std::size_t>(index)] == seen[0]);
    }
  }
}
