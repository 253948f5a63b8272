#include "redis/client/redis_subscriber.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/logger/logger_factory.hpp"

using namespace ignis;

namespace {

using List = RedisValue::List;
using Texts = std::vector<std::string>;

struct Conversation final : RedisSubscriber::Listener {
  void onSubscribed(const std::string& topic, std::int64_t count) override {
    events.push_back("subscribed " + topic + " " + std::to_string(count));
  }
  void onUnsubscribed(std::int64_t count) override {
    events.push_back("unsubscribed " + std::to_string(count));
  }
  void onRefused(const std::string& topic, const std::string& error) override {
    events.push_back("refused " + topic + " " + error);
  }

  void listen(std::string topic, bool isPattern = false) {
    RedisSubscribeOptions options{
        .topic = std::move(topic), .onMessage = [this](const RedisMessage& message) {
          events.push_back(std::string(message.pattern) + "|" + std::string(message.channel) + "|" +
                           std::string(message.payload));
        }};
    table.add(isPattern, std::move(options), nullptr);
  }
  bool receive(List parts) { return subscriber.onReply(RedisValue(std::move(parts))); }
  static RedisValue text(std::string content) { return RedisValue(std::move(content)); }
  bool confirm(std::string kind, std::string topic, std::int64_t count) {
    return receive({text(std::move(kind)), text(std::move(topic)), count});
  }
  Texts takeEvents() { return std::exchange(events, {}); }

  SubscriptionTable table{1024, LoggerFactory::getLogger({"test"})};
  RedisSubscriber subscriber{table, *this};
  Texts events;
};

}  // namespace

TEST_SUITE("redis/RedisSubscriber") {
  TEST_CASE("a new connection asks for everything in the table, without telling of it again") {
    Conversation conversation;
    conversation.listen("a");
    conversation.listen("b.*", true);

    CHECK(conversation.subscriber.begin() ==
          "*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n*2\r\n$10\r\nPSUBSCRIBE\r\n$3\r\nb.*\r\n");
    CHECK_FALSE(conversation.subscriber.isSettled());
    CHECK(conversation.confirm("subscribe", "a", 1));
    CHECK_FALSE(conversation.subscriber.isSettled());
    CHECK(conversation.confirm("psubscribe", "b.*", 2));

    CHECK(conversation.subscriber.isSettled());
    CHECK(conversation.events.empty());
  }

  TEST_CASE("a topic is asked for once, however many listen, and left with the last") {
    Conversation conversation;
    conversation.subscriber.begin();
    conversation.listen("a");
    CHECK(conversation.subscriber.update(false, "a") == "*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n");
    conversation.listen("a");
    CHECK(conversation.subscriber.update(false, "a").empty());
    CHECK(conversation.confirm("subscribe", "a", 1));
    CHECK(conversation.receive(
        {conversation.text("message"), conversation.text("a"), conversation.text("hello")}));
    CHECK(conversation.takeEvents() == Texts{"subscribed a 1", "|a|hello", "|a|hello"});

    CHECK(conversation.table.remove(false, "a") == 2);
    CHECK(conversation.subscriber.update(false, "a") == "*2\r\n$11\r\nUNSUBSCRIBE\r\n$1\r\na\r\n");
    CHECK(conversation.receive(
        {conversation.text("message"), conversation.text("a"), conversation.text("late")}));
    CHECK(conversation.confirm("unsubscribe", "a", 0));
    CHECK(conversation.takeEvents() == Texts{"unsubscribed 0"});
  }

  TEST_CASE("a message that matches a pattern names it") {
    Conversation conversation;
    conversation.listen("n.*", true);
    conversation.subscriber.begin();
    conversation.confirm("psubscribe", "n.*", 1);

    CHECK(conversation.receive({conversation.text("pmessage"), conversation.text("n.*"),
                                conversation.text("n.1"), conversation.text("x")}));
    CHECK(conversation.takeEvents() == Texts{"n.*|n.1|x"});
  }

  TEST_CASE("a refusal concerns one topic, and is remembered while somebody wants it") {
    Conversation conversation;
    conversation.subscriber.begin();
    conversation.listen("a");
    conversation.subscriber.update(false, "a");
    conversation.listen("b");
    conversation.subscriber.update(false, "b");

    CHECK(conversation.subscriber.onReply(RedisValue::error("NOPERM no")));
    CHECK(conversation.confirm("subscribe", "b", 1));

    CHECK(conversation.subscriber.isSettled());
    CHECK(conversation.takeEvents() == Texts{"refused a NOPERM no", "subscribed b 1"});
    CHECK(conversation.subscriber.refusal() ==
          "[subscribe] Failed to subscribe to topic: a | error: NOPERM no");
    conversation.table.remove(false, "a");
    CHECK(conversation.subscriber.update(false, "a").empty());
    CHECK(conversation.subscriber.refusal().empty());
  }

  TEST_CASE("a sign of life is answered in either mode") {
    Conversation conversation;
    conversation.subscriber.begin();

    CHECK(conversation.subscriber.ping() == "*1\r\n$4\r\nPING\r\n");
    CHECK(conversation.subscriber.onReply(RedisValue(std::string("PONG"))));
    conversation.subscriber.ping();
    CHECK(conversation.receive({conversation.text("pong"), conversation.text("")}));
  }

  TEST_CASE("what nobody asked for makes no sense") {
    Conversation conversation;
    conversation.listen("a");
    conversation.subscriber.begin();
    const auto text = Conversation::text;

    CHECK_FALSE(conversation.confirm("subscribe", "b", 1));
    CHECK_FALSE(conversation.confirm("psubscribe", "a", 1));
    CHECK_FALSE(conversation.confirm("unsubscribe", "a", 1));
    CHECK_FALSE(conversation.receive({text("subscribe"), text("a")}));
    CHECK_FALSE(conversation.receive({text("subscribe"), text("a"), text("1")}));
    CHECK_FALSE(conversation.receive({text("message"), text("a")}));
    CHECK_FALSE(conversation.receive({text("message"), std::int64_t{1}, text("x")}));
    CHECK_FALSE(conversation.receive({text("message"), text("a"), std::int64_t{1}}));
    CHECK_FALSE(conversation.receive({text("message")}));
    CHECK_FALSE(conversation.receive({}));
    CHECK_FALSE(conversation.subscriber.onReply(std::int64_t{1}));
    CHECK_FALSE(conversation.subscriber.onReply(RedisValue()));
    CHECK_FALSE(conversation.subscriber.onReply(text("PONG")));
    CHECK(conversation.confirm("subscribe", "a", 1));
    CHECK_FALSE(conversation.subscriber.onReply(RedisValue::error("ERR")));
  }
}
