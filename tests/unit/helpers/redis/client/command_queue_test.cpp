#include "redis/client/command_queue.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace ignis;
using namespace std::chrono_literals;

namespace {

constexpr CommandQueue::Clock::time_point START{};

/// A queue whose handlers write the name of their command into a journal.
struct Journal {
  void push(std::string name, RedisSendMode mode = RedisSendMode::RETRIED,
            CommandQueue::Clock::time_point deadline = CommandQueue::Clock::time_point::max()) {
    queue.push(
        "<" + name + ">", [this, name](const RedisValue&) { called.push_back(name); }, mode,
        deadline);
  }
  std::string send() {
    std::string sent(queue.unsent());
    queue.markSent();
    return sent;
  }
  void answer() {
    if (const RedisReplyHandler onReply = queue.takeAnswered()) {
      onReply(RedisValue());
    }
  }
  void call(const CommandQueue::Handlers& handlers) {
    for (const RedisReplyHandler& onReply : handlers) {
      onReply(RedisValue());
    }
  }

  CommandQueue queue;
  std::vector<std::string> called;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("redis/CommandQueue") {
  TEST_CASE("commands are sent once and answered in the order of the calls") {
    Journal journal;
    journal.push("a");
    journal.push("b");
    CHECK(journal.send() == "<a><b>");
    journal.push("c");
    CHECK(journal.send() == "<c>");
    CHECK(journal.send().empty());

    journal.answer();
    journal.answer();
    CHECK(journal.queue.isAnswerExpected());
    CHECK(journal.queue.bytes() == 3);
    journal.answer();

    CHECK_FALSE(journal.queue.isAnswerExpected());
    CHECK(journal.queue.isEmpty());
    CHECK(journal.called == Names{"a", "b", "c"});
  }

  TEST_CASE("a lost connection leaves what may be retried, in order") {
    Journal journal;
    journal.push("answered");
    journal.push("a");
    journal.push("once", RedisSendMode::ONCE);
    journal.push("b");
    journal.send();
    journal.answer();
    journal.push("later");
    journal.push("unsent once", RedisSendMode::ONCE);

    journal.call(journal.queue.loseConnection());

    CHECK(journal.called == Names{"answered", "once", "unsent once"});
    CHECK_FALSE(journal.queue.isAnswerExpected());
    CHECK(journal.send() == "<a><b><later>");
  }

  TEST_CASE("what was sent keeps its place for the answer when it has expired") {
    Journal journal;
    journal.push("a", RedisSendMode::RETRIED, START + 1s);
    journal.push("b", RedisSendMode::RETRIED, START + 2s);
    journal.send();

    CHECK(journal.queue.nextDeadline() == START + 1s);
    CHECK(journal.queue.takeExpired(START).empty());
    journal.call(journal.queue.takeExpired(START + 1s));
    CHECK(journal.queue.nextDeadline() == START + 2s);
    journal.answer();
    journal.answer();

    CHECK(journal.called == Names{"a", "b"});
    CHECK(journal.queue.isEmpty());
  }

  TEST_CASE("what has expired is not sent any more, be it for the first time or again") {
    Journal journal;
    journal.push("sent", RedisSendMode::RETRIED, START + 1s);
    journal.push("kept", RedisSendMode::RETRIED, START + 3s);
    journal.send();
    journal.push("waiting", RedisSendMode::RETRIED, START + 2s);
    journal.push("last", RedisSendMode::RETRIED, START + 4s);

    journal.call(journal.queue.takeExpired(START + 1s));
    CHECK(journal.queue.loseConnection().empty());
    journal.call(journal.queue.takeExpired(START + 3s));

    CHECK(journal.called == Names{"sent", "kept", "waiting"});
    CHECK(journal.send() == "<last>");
    CHECK(journal.queue.size() == 1);
  }

  TEST_CASE("bytes that are answered leave the memory while others wait") {
    Journal journal;
    const std::string large(1000, 'x');
    journal.push("first");
    journal.send();
    for (int command = 0; command < 2000; ++command) {
      journal.push(large);
      CHECK(journal.send() == "<" + large + ">");
      journal.answer();
    }
    CHECK(journal.queue.bytes() == large.size() + 2);
    CHECK(journal.queue.size() == 1);
  }

  TEST_CASE("all handlers can be taken at once") {
    Journal journal;
    journal.push("a");
    journal.send();
    journal.push("b");

    journal.call(journal.queue.takeAll());

    CHECK(journal.called == Names{"a", "b"});
    CHECK(journal.queue.isEmpty());
    CHECK(journal.queue.bytes() == 0);
    CHECK(journal.queue.nextDeadline() == CommandQueue::Clock::time_point::max());
  }
}
