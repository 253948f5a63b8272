#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/server_core.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

class Answer final : public AckReceiver {
 public:
  explicit Answer(BroadcastAckCallback callback) : callback_(std::move(callback)) {}
  void sendAck(std::uint64_t, const EventData& answer) override {
    const Json values = Json::parse(answer.json);
    // Kept no longer than needed: it belongs to a loop that ends before the cable.
    const auto callback = std::exchange(callback_, nullptr);
    callback(nullptr, {values.size() == 0 ? Json() : values[0]});
  }

 private:
  BroadcastAckCallback callback_;
};

/// Joins the default namespaces of two servers of one process.
class Cable {
 public:
  class End final : public Adapter {
   public:
    End(Namespace& nsp, Cable& cable) : Adapter(nsp), cable_(cable) {
      if (nsp.name() == "/") {
        cable_.ends_.push_back(this);
      }
    }
    void serverSideEmit(const EventData& event, BroadcastAckCallback callback) override {
      for (End* const end : cable_.ends_) {
        if (end != this) {
          end->take(event, std::move(callback));
          return;
        }
      }
      callback(nullptr, {});
    }

   private:
    void take(const EventData& event, BroadcastAckCallback callback) {
      Ack ack;
      if (callback) {
        const auto answer = std::make_shared<Answer>(std::move(callback));
        cable_.answers_.push_back(answer);
        ack = Ack(answer, core().mainLoop(), 0);
      }
      onServerSideEmit(event.json, ack);
    }

    Cable& cable_;
  };

  AdapterFactory factory() {
    return [this](Namespace& nsp) { return std::make_unique<End>(nsp, *this); };
  }

 private:
  std::vector<End*> ends_;
  std::vector<std::shared_ptr<Answer>> answers_;
};

struct Order {
  std::string dish;
  int count = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (dish, count))

std::string errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApplicationError& error) {
    return error.what();
  }
  return "nothing";
}

std::string textOf(const AckError* error, const std::vector<Json>& answers) {
  std::string text = error == nullptr ? "fine" : error->message;
  for (const Json& answer : answers) {
    text += " " + answer.dump();
  }
  return text;
}

}  // namespace

TEST_SUITE("helpers/socket_io/Namespace: serverSideEmit") {
  TEST_CASE("listeners of the other server get the arguments in their types, on its first loop") {
    Journal journal;
    Cable cable;
    const auto listening = [&](std::string name) {
      return [&journal, name](Server& io) {
        io.on("order", [&journal, name](Order order, int table) {
          journal.add(name + " " + order.dish + " " + std::to_string(order.count) + " " +
                      std::to_string(table));
        });
        io.on("none", [&journal, name]() -> Task<void> {
          journal.add(name + " none");
          co_return;
        });
      };
    };
    SocketIOServerThread one(listening("one"), {.adapter = cable.factory()});
    SocketIOServerThread two(listening("two"), {.adapter = cable.factory()});
    SocketIOClient client(two);

    one.server().serverSideEmit("order", Order{.dish = "soup", .count = 2}, 7);
    two.server().sockets().serverSideEmit("none");
    one.server().serverSideEmit("order", "not an order");
    one.server().serverSideEmit("nobody listens", 1);
    two.server().emit("done");

    settleUntil(one, [&] { return journal.entries().size() == 2; });
    one.settle();
    two.settle();
    Strings entries = journal.entries();
    std::sort(entries.begin(), entries.end());
    CHECK(entries == Strings{"one none", "two soup 2 7"});
    CHECK(client.receive() == R"(42["done"])");
  }

  TEST_CASE("answers come to a callback and to a coroutine, once") {
    Journal journal;
    Cable cable;
    SocketIOServerThread one({}, {.adapter = cable.factory()});
    SocketIOServerThread two(
        [](Server& io) {
          io.on("double", [](int value, Ack ack) {
            ack(2 * value);
            ack("again");
          });
          io.on("double", [](int, Ack ack) { ack("second listener"); });
          io.on("wait", [](Ack ack) -> Task<void> {
            ack("waited");
            co_return;
          });
          io.on("throws", [](Ack ack) {
            ack();
            throw std::runtime_error("does not matter");
          });
        },
        {.adapter = cable.factory()});
    const auto writes = [&](const AckError* error, std::vector<Json> answers) {
      journal.add(textOf(error, answers));
    };

    one.server().serverSideEmit("double", 4, writes);
    settleUntil(two, [&] { return journal.entries().size() == 1; });
    one.server().serverSideEmit("throws", writes);
    settleUntil(two, [&] { return journal.entries().size() == 2; });
    one.server().serverSideEmit("double", "four", writes);
    settleUntil(two, [&] { return journal.entries().size() == 3; });
    std::vector<Json> answers;
    one.run([&]() -> Task<void> { answers = co_await one.server().serverSideEmitWithAck("wait"); });

    CHECK(journal.entries()[0] == "fine 8");
    CHECK(journal.entries()[1] == "fine null");
    CHECK(journal.entries()[2].starts_with(R"(fine {"error":{"message":)"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].asString() == "waited");
  }

  TEST_CASE("a server alone has nobody to answer, and a parent neither") {
    SocketIOServerThread server;
    Namespace& parent = server.server().of(NamespacePattern("^/r"));
    std::vector<Json> answers{1};
    std::vector<Json> ofParent{1};
    server.run([&]() -> Task<void> {
      answers = co_await server.server().serverSideEmitWithAck("question");
      ofParent = co_await parent.serverSideEmitWithAck("question");
    });
    server.server().serverSideEmit("event", 1);

    CHECK(answers.empty());
    CHECK(ofParent.empty());
  }

  TEST_CASE("the names of the server's own events cannot be sent") {
    SocketIOServerThread server;
    for (const std::string name : {"connect", "connection", "new_namespace"}) {
      const std::string refusal = "\"" + name + "\" is a reserved event name";
      CHECK(errorOf([&] { server.server().serverSideEmit(name); }) == refusal);
      CHECK(errorOf([&] { static_cast<void>(server.server().serverSideEmitWithAck(name)); }) ==
            refusal);
    }
    CHECK(errorOf([&] { server.server().serverSideEmit("disconnect"); }) == "nothing");
  }

  TEST_CASE("a handler whose parameters do not fit its event is refused at once") {
    SocketIOServerThread server;
    Namespace& nsp = server.server().of("/n");
    const std::string head = "[on] The handler does not fit the event | namespace: /n | event: ";

    CHECK(errorOf([&] { nsp.on("connection", [](int) {}); }) ==
          head + "connection | cure: a handler that takes Socket&");
    CHECK(errorOf([&] { nsp.on("connect", [](Namespace&) {}); }) ==
          head + "connect | cure: a handler that takes Socket&");
    CHECK(errorOf([&] { nsp.on("new_namespace", [](Socket&) {}); }) ==
          head + "new_namespace | cure: a handler that takes Namespace&");
    CHECK(errorOf([&] { nsp.on("hello", [](Socket&) {}); }) ==
          head + "hello | cure: a handler that takes the arguments that other servers send");
    CHECK(errorOf([&] { nsp.on("hello", [](Namespace&) {}); }) ==
          head + "hello | cure: a handler that takes the arguments that other servers send");
    CHECK(errorOf([&] { nsp.on("hello", [](Json, Ack) {}); }) == "nothing");
    CHECK(errorOf([&] { nsp.on("hello", [] {}); }) == "nothing");
  }
}
