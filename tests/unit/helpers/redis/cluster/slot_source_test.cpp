#include "redis/cluster/slot_source.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ignis {
namespace {

using namespace std::chrono_literals;
using List = RedisValue::List;

RedisValue range(std::int64_t first, std::int64_t last) {
  List node;
  node.emplace_back(std::string("10.0.0.9"));
  node.emplace_back(std::int64_t{6379});
  List parts;
  parts.emplace_back(first);
  parts.emplace_back(last);
  parts.emplace_back(std::move(node));
  List ranges;
  ranges.emplace_back(std::move(parts));
  return RedisValue(std::move(ranges));
}

/// Nodes that answer what the test says, each with its turn.
class Fixture final : private SlotSource::Listener {
 public:
  explicit Fixture(std::vector<std::optional<RedisValue>> answersOfNodes, int maxRetry = 0)
      : options{.maxRetry = maxRetry,
                .connectTimeout = 20ms,
                .retryDelay = 1ms,
                .retryDelayMax = 2ms},
        answers(std::move(answersOfNodes)) {}

  /// Until there is a map, or nobody has one.
  void run() { loop.run(); }

  EventLoop loop;
  RedisConnectionOptions options;
  std::vector<std::optional<RedisValue>> answers;  ///< nothing for a node that does not answer
  std::vector<std::uint16_t> asked;
  std::size_t covered = 0;
  std::string error;
  bool isRetrying = false;
  int rounds = 1;  ///< to wait for

 private:
  std::vector<ClusterNode> slotCandidates() override {
    std::vector<ClusterNode> nodes;
    for (std::size_t index = 0; index < answers.size(); ++index) {
      nodes.push_back({.host = "10.0.0.1", .port = static_cast<std::uint16_t>(index + 1)});
    }
    return nodes;
  }
  void askForSlots(const ClusterNode& node, RedisReplyHandler onAnswer) override {
    asked.push_back(node.port);
    if (const auto& answer = answers[node.port - 1U]) {
      loop.post([onAnswer = std::move(onAnswer), answer] { onAnswer(*answer); });
    } else {
      late.push_back(std::move(onAnswer));
    }
  }
  void onSlots(SlotMap slots) override {
    covered = slots.covered();
    finishRound();
  }
  void onNoSlots(const std::string& reason, bool willRetry) override {
    error = reason;
    isRetrying = willRetry;
    finishRound();
  }
  void finishRound() {
    if (--rounds == 0) {
      loop.stop();
    }
  }

 public:
  SlotSource source{loop, options, *this};
  std::vector<RedisReplyHandler> late;
};

TEST_SUITE("helpers/redis/cluster/SlotSource") {
  TEST_CASE("the first node that knows all slots is believed") {
    Fixture fixture({RedisValue::error("refused"), range(0, 16383), range(0, 1)});

    fixture.source.refresh();
    fixture.run();

    CHECK(fixture.covered == REDIS_SLOTS);
    CHECK(fixture.asked == std::vector<std::uint16_t>{1, 2});
  }

  TEST_CASE("when nobody knows all slots, who knows the most is believed") {
    Fixture fixture({range(0, 1), range(0, 5), RedisValue(List()), range(0, 2)});

    fixture.source.refresh();
    fixture.run();

    CHECK(fixture.covered == 6);
    CHECK(fixture.asked.size() == 4);
  }

  TEST_CASE("nobody knows a slot: the last reason is told, and all are asked again") {
    Fixture fixture({RedisValue::error("refused"), RedisValue(List())});
    fixture.rounds = 3;

    fixture.source.refresh();
    fixture.run();

    CHECK(fixture.error == "The node knows no slots | server: 10.0.0.1:2");
    CHECK(fixture.isRetrying);
    CHECK(fixture.asked == std::vector<std::uint16_t>{1, 2, 1, 2, 1, 2});
  }

  TEST_CASE("a node that does not answer is passed over, and its answer is late") {
    Fixture fixture({std::nullopt, range(0, 3)});

    fixture.source.refresh();
    fixture.run();
    fixture.late.front()(range(0, 16383));

    CHECK(fixture.covered == 4);
  }

  TEST_CASE("many reasons to ask are one question") {
    Fixture fixture({range(0, 16383)});

    fixture.source.refresh();
    fixture.source.refresh();
    fixture.run();

    CHECK(fixture.asked.size() == 1);
  }

  TEST_CASE("after so many attempts nobody is asked any more") {
    int maxRetry = 0;
    std::size_t attempts = 0;
    SUBCASE("two more") {
      maxRetry = 2;
      attempts = 3;
    }
    SUBCASE("none more") {
      maxRetry = -1;
      attempts = 1;
    }
    Fixture fixture({RedisValue::error("refused")}, maxRetry);
    fixture.rounds = static_cast<int>(attempts);

    fixture.source.refresh();
    fixture.run();

    CHECK(fixture.asked.size() == attempts);
    CHECK_FALSE(fixture.isRetrying);
  }
}

}  // namespace
}  // namespace ignis
