#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"

// Deliveries of the embedded broker to 100 subscribers, which are handlers of one connection or
// have one each. Items are deliveries.

namespace ignis {
namespace {

constexpr std::size_t SUBSCRIBERS = 100;
/// Publishes before the publisher looks whether they have arrived.
constexpr int BURST = 64;

const std::string PAYLOAD(64, 'x');

void publish(DefaultRedisHelper& helper) {
  const std::string_view arguments[] = {"PUBLISH", "news", PAYLOAD};
  helper.send(arguments, [](const RedisValue&) {});
}

/// Subscribers that count what they get, on the loop of whoever makes them.
class Subscribers {
 public:
  explicit Subscribers(std::int64_t connections) {
    for (std::size_t index = 0; index < SUBSCRIBERS; ++index) {
      if (static_cast<std::int64_t>(helpers_.size()) < connections) {
        helpers_.push_back(std::make_shared<MemoryRedisHelper>(
            MemoryRedisHelperOptions{.name = "subscriber", .broker = "bench"}));
      }
      helpers_.back()->subscribe({.topic = "news", .onMessage = [this](const RedisMessage&) {
                                    const auto count = received_.load(std::memory_order_relaxed);
                                    received_.store(count + 1, std::memory_order_release);
                                  }});
    }
  }

  std::uint64_t received() const { return received_.load(std::memory_order_acquire); }

 private:
  std::vector<std::shared_ptr<MemoryRedisHelper>> helpers_;
  std::atomic<std::uint64_t> received_ = 0;
};

void count(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * BURST * static_cast<std::int64_t>(SUBSCRIBERS));
}

void BM_WithoutLoop(benchmark::State& state) {
  MemoryRedisHelper publisher({.name = "publisher", .broker = "bench"});
  const Subscribers subscribers(state.range(0));
  for (auto _ : state) {
    for (int message = 0; message < BURST; ++message) {
      publish(publisher);
    }
  }
  count(state);
}

void BM_OnTheLoopOfThePublisher(benchmark::State& state) {
  MemoryRedisHelper publisher({.name = "publisher", .broker = "bench"});
  EventLoop loop;
  std::unique_ptr<Subscribers> subscribers;
  loop.post([&] {
    subscribers = std::make_unique<Subscribers>(state.range(0));
    loop.stop();
  });
  loop.run();
  for (auto _ : state) {
    loop.post([&] {
      for (int message = 0; message < BURST; ++message) {
        publish(publisher);
      }
      loop.post([&] { loop.stop(); });
    });
    loop.run();
  }
  count(state);
}

void BM_OnAnotherLoop(benchmark::State& state) {
  MemoryRedisHelper publisher({.name = "publisher", .broker = "bench"});
  EventLoop loop;
  std::thread thread([&] { loop.run(); });
  std::promise<std::unique_ptr<Subscribers>> made;
  loop.post([&] { made.set_value(std::make_unique<Subscribers>(state.range(0))); });
  std::unique_ptr<Subscribers> subscribers = made.get_future().get();
  std::uint64_t expected = 0;
  for (auto _ : state) {
    // Some bursts are on their way while the next is published.
    while (subscribers->received() + 8 * BURST * SUBSCRIBERS < expected) {
      std::this_thread::yield();
    }
    for (int message = 0; message < BURST; ++message) {
      publish(publisher);
    }
    expected += BURST * SUBSCRIBERS;
  }
  while (subscribers->received() < expected) {
    std::this_thread::yield();
  }
  count(state);
  loop.stop();
  thread.join();
}

BENCHMARK(BM_WithoutLoop)->Arg(1)->Arg(100)->ArgName("connections");
BENCHMARK(BM_OnTheLoopOfThePublisher)->Arg(1)->Arg(100)->ArgName("connections");
BENCHMARK(BM_OnAnotherLoop)->Arg(1)->Arg(100)->ArgName("connections")->UseRealTime();

}  // namespace
}  // namespace ignis

int main(int argumentCount, char** arguments) {
  ignis::LoggerFactory::configure({.level = ignis::LogLevel::WARN});
  benchmark::Initialize(&argumentCount, arguments);
  benchmark::RunSpecifiedBenchmarks();
}
