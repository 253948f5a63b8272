#include "ignis/helpers/socket/websocket/message_batch.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

namespace ignis {
namespace {

/// What was sent, a list of messages each time.
struct Fixture {
  using Sent = std::vector<std::vector<std::string>>;

  /// Runs `function` on the loop, and the loop until the turn is over.
  void onLoop(const std::function<void()>& function) {
    loop.post([this, function] {
      function();
      loop.post([this] { loop.post([this] { loop.stop(); }); });
    });
    loop.run();
  }

  EventLoop loop;
  Sent sent;
  MessageBatch batch{loop, [this](const std::shared_ptr<const SharedMessages>& messages) {
                       sent.emplace_back();
                       messages->forEach([this](bool, std::string_view payload) {
                         sent.back().emplace_back(payload);
                       });
                     }};
};

TEST_SUITE("helpers/socket/websocket/MessageBatch") {
  TEST_CASE("the messages of a turn are sent together when it ends, in order") {
    Fixture fixture;

    fixture.onLoop([&] {
      fixture.batch.addText("one");
      fixture.batch.addBinary("two");
      CHECK(fixture.sent.empty());
    });
    fixture.onLoop([&] { fixture.batch.addText("three"); });

    CHECK(fixture.sent == Fixture::Sent{{"one", "two"}, {"three"}});
    CHECK(fixture.batch.isEmpty());
  }

  TEST_CASE("flush sends at once, and what comes after is another batch") {
    Fixture fixture;

    fixture.onLoop([&] {
      fixture.batch.flush();
      fixture.batch.addText("one");
      fixture.batch.flush();
      CHECK(fixture.sent == Fixture::Sent{{"one"}});
      fixture.batch.addText("two");
    });

    CHECK(fixture.sent == Fixture::Sent{{"one"}, {"two"}});
  }

  TEST_CASE("a large batch does not wait for the end of the turn") {
    Fixture fixture;

    fixture.onLoop([&] {
      const std::string large(70'000, 'x');
      fixture.batch.addText("small");
      fixture.batch.addText(large);
      CHECK(fixture.sent == Fixture::Sent{{"small", large}});
    });

    CHECK(fixture.sent.size() == 1);
  }
}

}  // namespace
}  // namespace ignis
