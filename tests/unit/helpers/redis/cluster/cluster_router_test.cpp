#include "redis/cluster/cluster_router.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "redis/cluster/lost_connection.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;

const ClusterNode FIRST{"10.0.0.1", 6379};
const ClusterNode SECOND{"10.0.0.2", 6379};

/// Two masters with half of the slots each.
SlotMap halves() {
  SlotMap slots;
  for (std::size_t slot = 0; slot < REDIS_SLOTS; ++slot) {
    slots.assign(static_cast<RedisSlot>(slot), slot < REDIS_SLOTS / 2 ? FIRST : SECOND);
  }
  return slots;
}

/// Remembers what is sent, for the test to answer.
class Fixture final : private ClusterRouter::Transport {
 public:
  explicit Fixture(ClusterRouterLimits limits = {.maxRedirections = 2,
                                                 .maxWaitingCommands = 3,
                                                 .maxWaitingBytes = 100,
                                                 .retryDelay = 50ms,
                                                 .retryDelayMax = 100ms})
      : router(limits, *this) {}

  void send(std::optional<RedisSlot> slot, std::string name = "command",
            RedisSendMode mode = RedisSendMode::RETRIED) {
    auto command = std::make_shared<ClusterCommand>();
    command->encoded = name;
    command->slot = slot;
    command->mode = mode;
    command->deadline = time + 1s;
    command->onReply = [this, name](const RedisValue& reply) {
      outcome += name + ": " + (reply.isError() ? reply.errorMessage() : reply.asString()) + "\n";
    };
    router.send(std::move(command));
  }
  /// Answers the oldest command that has been sent.
  void answer(RedisValue reply) {
    REQUIRE_FALSE(sent.empty());
    const ClusterCommandPointer command = sent.front();
    sent.erase(sent.begin());
    router.onAnswer(command, std::move(reply));
  }
  void refuse(std::string error) { answer(RedisValue::error(std::move(error))); }
  void ok() { answer(RedisValue(std::string("OK"))); }
  void lose() { answer(lostConnection()); }
  void pass(std::chrono::milliseconds delay) {
    time += delay;
    if (wakeUp && *wakeUp <= time) {
      wakeUp.reset();
      router.wake();
    }
  }
  /// Where the commands under way have been sent to.
  std::string route() const {
    std::string text;
    for (const auto& command : sent) {
      text += command->encoded + ">" + command->asked.toText() + " ";
    }
    return text;
  }

  ClusterRouter router;
  std::vector<ClusterCommandPointer> sent;
  std::string outcome;
  int asking = 0;
  int refreshes = 0;
  int limitsReached = 0;

 private:
  ClusterRouter::Clock::time_point now() override { return time; }
  void transmit(const ClusterCommandPointer& command, bool isAsking) override {
    sent.push_back(command);
    asking += isAsking ? 1 : 0;
  }
  void answer(RedisReplyHandler onReply, RedisValue reply) override { onReply(std::move(reply)); }
  void refreshSlots() override { ++refreshes; }
  void wakeAt(ClusterRouter::Clock::time_point when) override { wakeUp = when; }
  void onWaitingLimit(const std::string&) override { ++limitsReached; }

  ClusterRouter::Clock::time_point time{};
  std::optional<ClusterRouter::Clock::time_point> wakeUp;
};

TEST_SUITE("helpers/redis/cluster/ClusterRouter") {
  TEST_CASE("a command goes to the master of its slot") {
    Fixture fixture;
    fixture.router.setSlots(halves());

    fixture.send(0, "a");
    fixture.send(16383, "b");

    CHECK(fixture.route() == "a>10.0.0.1:6379 b>10.0.0.2:6379 ");
    CHECK(fixture.router.underWay() == 2);
    fixture.ok();
    fixture.refuse("CROSSSLOT Keys in request don't hash to the same slot");
    CHECK(fixture.outcome == "a: OK\nb: CROSSSLOT Keys in request don't hash to the same slot\n");
    CHECK(fixture.router.underWay() == 0);
  }

  TEST_CASE("commands without a key stay on one master") {
    Fixture fixture;
    fixture.router.setSlots(halves());

    for (int count = 0; count < 20; ++count) {
      fixture.send(std::nullopt);
    }

    for (const auto& command : fixture.sent) {
      CHECK(command->asked == fixture.sent.front()->asked);
    }
  }

  TEST_CASE("commands without a key go to another master when theirs is gone") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(std::nullopt);
    const bool wasFirst = fixture.sent.front()->asked == FIRST;
    SlotMap slots;
    slots.assign(0, wasFirst ? SECOND : FIRST);

    fixture.router.setSlots(std::move(slots));
    fixture.send(std::nullopt);

    CHECK(fixture.sent.back()->asked == (wasFirst ? SECOND : FIRST));
  }

  TEST_CASE("commands without a key go to the next master when theirs is lost") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(std::nullopt, "a", RedisSendMode::ONCE);
    const bool wasFirst = fixture.sent.front()->asked == FIRST;

    SUBCASE("with a command") { fixture.lose(); }
    SUBCASE("while nobody needs it") {
      fixture.ok();
      fixture.router.onNodeLost(wasFirst ? FIRST : SECOND);
    }
    fixture.send(std::nullopt, "b", RedisSendMode::ONCE);

    CHECK(fixture.sent.back()->asked == (wasFirst ? SECOND : FIRST));
  }

  TEST_CASE("commands wait for the first map, in their order") {
    Fixture fixture;
    fixture.send(0, "a");
    fixture.send(std::nullopt, "b");
    fixture.send(1, "c");
    CHECK(fixture.route() == "");

    SlotMap slots;
    slots.assign(0, FIRST);
    slots.assign(1, FIRST);
    fixture.router.setSlots(std::move(slots));

    CHECK(fixture.route() == "a>10.0.0.1:6379 b>10.0.0.1:6379 c>10.0.0.1:6379 ");
  }

  TEST_CASE("a moved slot is followed and remembered") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");

    fixture.refuse("MOVED 7 10.0.0.3:6380");
    fixture.send(7, "b");

    CHECK(fixture.route() == "a>10.0.0.3:6380 b>10.0.0.3:6380 ");
    CHECK(fixture.refreshes == 1);
    CHECK(fixture.asking == 0);
  }

  TEST_CASE("a slot on its way is asked for once") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");

    fixture.refuse("ASK 7 :6380");
    fixture.send(7, "b");

    CHECK(fixture.route() == "a>10.0.0.1:6380 b>10.0.0.1:6379 ");
    CHECK(fixture.asking == 1);
    CHECK(fixture.refreshes == 0);
  }

  TEST_CASE("a command is redirected so often and no more") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");

    fixture.refuse("MOVED 7 10.0.0.3:6380");
    fixture.refuse("ASK 7 10.0.0.4:6380");
    fixture.refuse("MOVED 7 10.0.0.3:6380");

    CHECK(fixture.outcome ==
          "a: Too many cluster redirections | limit: 2 | last node: 10.0.0.4:6380\n");
    CHECK(fixture.route() == "");
  }

  TEST_CASE("a command that has to wait is sent again, less and less often") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");

    fixture.refuse("TRYAGAIN Multiple keys request during rehashing of slot");
    fixture.pass(40ms);
    CHECK(fixture.route() == "");
    fixture.pass(10ms);
    CHECK(fixture.route() == "a>10.0.0.1:6379 ");

    fixture.refuse("CLUSTERDOWN The cluster is down");
    fixture.pass(50ms);
    CHECK(fixture.route() == "");
    fixture.pass(50ms);
    fixture.ok();
    CHECK(fixture.outcome == "a: OK\n");
  }

  TEST_CASE("a command whose node is lost is sent again, to where its slot is by then") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");

    fixture.lose();
    CHECK(fixture.refreshes == 1);
    SlotMap slots;
    slots.assign(7, SECOND);
    fixture.router.setSlots(std::move(slots));
    fixture.pass(50ms);

    CHECK(fixture.route() == "a>10.0.0.2:6379 ");
  }

  TEST_CASE("a slot that nobody has is waited for") {
    Fixture fixture;
    SlotMap slots;
    slots.assign(0, FIRST);
    fixture.router.setSlots(std::move(slots));

    fixture.send(7, "a");
    CHECK(fixture.route() == "");
    CHECK(fixture.refreshes == 1);
    fixture.router.setSlots(halves());
    fixture.pass(50ms);

    CHECK(fixture.route() == "a>10.0.0.1:6379 ");
  }

  TEST_CASE("no command waits longer than its time") {
    Fixture fixture;
    SUBCASE("for the first map") { fixture.send(7, "a"); }
    SUBCASE("for its node") {
      fixture.router.setSlots(halves());
      fixture.send(7, "a");
      fixture.lose();
      for (int count = 0; count < 20 && fixture.outcome.empty(); ++count) {
        fixture.pass(50ms);
        if (!fixture.sent.empty()) {
          fixture.lose();
        }
      }
    }
    fixture.pass(1000ms);

    CHECK(fixture.outcome == "a: Command timed out | waited for: a node of the cluster\n");
    CHECK(fixture.route() == "");
  }

  TEST_CASE("a command that is to be sent once does not wait") {
    Fixture fixture;
    std::string expected;
    SUBCASE("for the first map") {
      fixture.send(7, "a", RedisSendMode::ONCE);
      expected = "a: Connection is closed.\n";
    }
    SUBCASE("for a node that is lost") {
      fixture.router.setSlots(halves());
      fixture.send(7, "a", RedisSendMode::ONCE);
      fixture.lose();
      expected = "a: Connection is closed.\n";
    }
    SUBCASE("for a cluster that is down, but follows its slot") {
      fixture.router.setSlots(halves());
      fixture.send(7, "a", RedisSendMode::ONCE);
      fixture.refuse("MOVED 7 10.0.0.2:6379");
      CHECK(fixture.route() == "a>10.0.0.2:6379 ");
      fixture.refuse("CLUSTERDOWN The cluster is down");
      expected = "a: CLUSTERDOWN The cluster is down\n";
    }

    CHECK(fixture.outcome == expected);
  }

  TEST_CASE("only so many commands wait") {
    Fixture fixture;
    SUBCASE("by their number") {
      for (const char* name : {"a", "b", "c", "d"}) {
        fixture.send(7, name);
      }
      CHECK(fixture.outcome == "d: The offline queue is full | limit: maxOfflineCommands 3\n");
    }
    SUBCASE("by their size") {
      fixture.send(7, std::string(60, 'x'));
      fixture.send(7, std::string(41, 'y'));
      CHECK(fixture.outcome ==
            std::string(41, 'y') + ": The offline queue is full | limit: maxOfflineBytes 100\n");
    }

    CHECK(fixture.limitsReached == 1);
  }

  TEST_CASE("after the end every command is told so, until it begins again") {
    Fixture fixture;
    fixture.send(7, "waiting");
    fixture.router.end();
    fixture.send(7, "late");
    CHECK(fixture.outcome == "waiting: Connection is closed.\nlate: Connection is closed.\n");

    fixture.router.begin();
    fixture.router.setSlots(halves());
    fixture.send(7, "again");

    CHECK(fixture.route() == "again>10.0.0.1:6379 ");
  }

  TEST_CASE("answers that are on their way at the end still count") {
    Fixture fixture;
    fixture.router.setSlots(halves());
    fixture.send(7, "a");
    fixture.send(7, "b");
    fixture.router.end();

    fixture.ok();
    fixture.lose();

    CHECK(fixture.outcome == "a: OK\nb: Connection is closed.\n");
  }
}

}  // namespace
}  // namespace ignis
