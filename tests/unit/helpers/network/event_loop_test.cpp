#include "ignis/helpers/network/event_loop.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"

namespace ignis {
namespace {

TEST_SUITE("helpers/network/EventLoop") {
  TEST_CASE("posted functions run in order on the loop's thread") {
    EventLoop loop;
    std::vector<int> order;

    for (int index = 0; index < 3; ++index) {
      loop.post([&order, &loop, index] {
        CHECK(loop.isCurrent());
        CHECK(EventLoop::current() == &loop);
        order.push_back(index);
      });
    }
    loop.post([&] { loop.stop(); });
    CHECK(order.empty());
    loop.run();

    CHECK(order == std::vector<int>{0, 1, 2});
    CHECK(EventLoop::current() == nullptr);
  }

  TEST_CASE("what other threads post is run while the loop looks for work and when it sleeps") {
    for (const auto busyPoll : {std::chrono::microseconds(0), std::chrono::microseconds(1000000)}) {
      EventLoop loop({.busyPoll = busyPoll});
      std::atomic<int> ran = 0;
      std::thread other([&] {
        for (int count = 1; count <= 100; ++count) {
          loop.post([&] { ++ran; });
          while (ran != count) {
            std::this_thread::yield();
          }
        }
        loop.stop();
      });

      loop.run();
      other.join();

      CHECK(ran == 100);
    }
  }

  TEST_CASE("a timer ends the looking for work") {
    EventLoop loop({.busyPoll = std::chrono::hours(1)});
    Timer timer([&] { loop.stop(); });
    int posted = 0;
    std::function<void()> again = [&] {
      if (++posted < 100) {
        loop.post(again);
      } else {
        loop.arm(timer, std::chrono::milliseconds(20));
      }
    };
    loop.post(again);

    loop.run();

    CHECK(posted == 100);
  }

  TEST_CASE("an exception does not leave the loop") {
    EventLoop loop;
    bool wentOn = false;
    loop.post([] { throw std::runtime_error("posted"); });
    loop.spawn("test", []() -> Task<void> {
      throw std::runtime_error("spawned");
      co_return;
    });
    loop.post([&] {
      wentOn = true;
      loop.stop();
    });

    loop.run();

    CHECK(wentOn);
  }

  TEST_CASE("a timer wakes an idle loop") {
    EventLoop loop;
    Timer timer([&] { loop.stop(); });

    loop.post([&] { loop.arm(timer, std::chrono::milliseconds(20)); });
    loop.run();

    CHECK_FALSE(timer.isArmed());
  }

  TEST_CASE("an object is buried only after the function that buried it") {
    EventLoop loop;
    auto object = std::make_shared<int>(1);
    const std::weak_ptr<int> watcher = object;

    loop.post([&] {
      loop.bury(std::move(object));
      CHECK_FALSE(watcher.expired());
      loop.post([&] {
        CHECK(watcher.expired());
        loop.stop();
      });
    });
    loop.run();

    CHECK(watcher.expired());
  }

  TEST_CASE("what is kept lives until it is buried, or with the loop") {
    std::weak_ptr<int> buried;
    std::weak_ptr<int> forgotten;
    {
      EventLoop loop;
      loop.post([&] {
        const auto first = std::make_shared<int>(1);
        const auto second = std::make_shared<int>(2);
        buried = first;
        forgotten = second;
        loop.keep(first);
        loop.keep(second);
        loop.buryKept(first.get());
        loop.buryKept(&loop);
        loop.post([&] { loop.post([&] { loop.stop(); }); });
      });
      loop.run();

      CHECK(buried.expired());
      CHECK_FALSE(forgotten.expired());
    }
    CHECK(forgotten.expired());
  }

  TEST_CASE("a loop that shall stop when it is done runs until nothing is kept") {
    EventLoop loop;
    const auto kept = std::make_shared<int>(1);
    bool isStoppedAtOnce = true;
    Timer timer([&] { loop.buryKept(kept.get()); });
    loop.post([&] {
      loop.keep(kept);
      isStoppedAtOnce = loop.stopWhenDone();
      loop.arm(timer, std::chrono::milliseconds(10));
    });
    loop.run();

    CHECK_FALSE(isStoppedAtOnce);
    CHECK(kept.use_count() == 1);
    loop.post([&] { isStoppedAtOnce = loop.stopWhenDone(); });
    loop.run();
    CHECK(isStoppedAtOnce);
  }

  TEST_CASE("what is posted and never run is destroyed while the loop still takes things back") {
    struct Posted {
      EventLoop* loop;
      std::weak_ptr<int>* buried;
      ~Posted() {
        loop->giveBuffer(std::string(100, 'x'));
        auto last = std::make_shared<int>(1);
        *buried = last;
        loop->bury(std::move(last));
      }
    };
    std::weak_ptr<int> buried;
    {
      EventLoop loop;
      auto posted = std::make_shared<Posted>();
      posted->loop = &loop;
      posted->buried = &buried;
      loop.post([posted = std::move(posted)] { FAIL(posted->loop); });
    }
    CHECK(buried.expired());
  }

  TEST_CASE("a loop runs again after it was stopped") {
    EventLoop loop;
    int runs = 0;
    for (int round = 0; round < 3; ++round) {
      loop.post([&] {
        ++runs;
        loop.stop();
      });
      loop.run();
    }

    CHECK(runs == 3);
  }
}

TEST_SUITE("helpers/network/EventLoopGroup") {
  TEST_CASE("runOnEach runs once on each loop's thread and comes back") {
    EventLoopGroup loops(3);
    std::vector<std::thread::id> threads;

    loops.main().spawn("test", [&]() -> Task<void> {
      std::function<void(EventLoop&)> note = [&threads](EventLoop& loop) {
        CHECK(loop.isCurrent());
        threads.push_back(std::this_thread::get_id());
      };
      co_await loops.runOnEach(note);
      CHECK(loops.main().isCurrent());
      loops.stop();
    });
    loops.run();

    REQUIRE(threads.size() == 3);
    CHECK(threads[0] == std::this_thread::get_id());
    CHECK(threads[1] != threads[0]);
    CHECK(threads[2] != threads[1]);
  }

  TEST_CASE("run returns although the other loops have work") {
    EventLoopGroup loops(2);
    loops.at(1).post([&] { loops.stop(); });

    loops.run();

    CHECK_FALSE(loops.main().isCurrent());
  }
}

}  // namespace
}  // namespace ignis
