#include "ignis/helpers/common/handler.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {
namespace {

using LengthHandler = Handler<std::size_t(const std::string&)>;

void runOnLoop(const std::function<Task<void>()>& task) {
  EventLoop loop;
  loop.spawn("test", [&]() -> Task<void> {
    co_await task();
    loop.stop();
  });
  loop.run();
}

TEST_SUITE("helpers/common/Handler") {
  TEST_CASE("a plain callable is called without a coroutine and can be awaited") {
    const LengthHandler handler = [](const std::string& text) { return text.size(); };
    const std::string text = "four";

    CHECK_FALSE(handler.isAsync());
    CHECK(handler.call(text) == 4);
    runOnLoop([&]() -> Task<void> { CHECK(co_await handler(text) == 4); });
  }

  TEST_CASE("a coroutine is awaited") {
    const LengthHandler handler = [](const std::string& text) -> Task<std::size_t> {
      co_return text.size();
    };
    const std::string text = "three";

    CHECK(handler.isAsync());
    runOnLoop([&]() -> Task<void> { CHECK(co_await handler(text) == 5); });
  }

  TEST_CASE("the callable lives until its task ends") {
    auto value = std::make_shared<int>(7);
    const std::weak_ptr<int> watcher = value;
    Handler<int()> handler = [value = std::move(value)]() -> Task<int> { co_return *value; };

    runOnLoop([&]() -> Task<void> {
      Task<int> task = handler();
      handler = nullptr;
      CHECK(co_await std::move(task) == 7);
    });

    CHECK(watcher.expired());
  }

  TEST_CASE("both kinds may return nothing, and throw") {
    int calls = 0;
    const Handler<void(int&)> plain = [](int& count) { ++count; };
    const Handler<void(int&)> async = [](int& count) -> Task<void> {
      ++count;
      co_return;
    };
    const Handler<void(int&)> thrower = [](int&) { throw std::runtime_error("no"); };

    runOnLoop([&]() -> Task<void> {
      co_await plain(calls);
      co_await async(calls);
      bool threw = false;
      try {
        co_await thrower(calls);
      } catch (const std::runtime_error&) {
        threw = true;
      }
      CHECK(threw);
    });

    CHECK(calls == 2);
  }

  TEST_CASE("an empty handler says so") {
    CHECK_FALSE(Handler<void()>());
    CHECK_FALSE(Handler<void()>(nullptr));
    CHECK(Handler<void()>([] {}));
  }
}

}  // namespace
}  // namespace ignis
