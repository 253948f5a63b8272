#include <benchmark/benchmark.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

#include "ignis/di/container.hpp"

namespace {

struct Clock {
  int now = 1;
};
struct Cache {
  int size = 2;
};
struct Database {
  int connections = 3;
};

inline constexpr ignis::BindingKey<Clock> CLOCK{"@app/clock"};
inline constexpr ignis::BindingKey<Cache> CACHE{"@app/cache"};
inline constexpr ignis::BindingKey<Database> DATABASE{"@app/database"};

struct BorrowingService {
  static constexpr auto inject = ignis::inject(CLOCK, CACHE, DATABASE);
  BorrowingService(Clock& clockRef, Cache& cacheRef, Database& databaseRef)
      : clock(clockRef), cache(cacheRef), database(databaseRef) {}
  Clock& clock;
  Cache& cache;
  Database& database;
};

struct SharingService {
  static constexpr auto inject = ignis::inject(CLOCK, CACHE, DATABASE);
  SharingService(std::shared_ptr<Clock> clockPtr, std::shared_ptr<Cache> cachePtr,
                 std::shared_ptr<Database> databasePtr)
      : clock(std::move(clockPtr)), cache(std::move(cachePtr)), database(std::move(databasePtr)) {}
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Cache> cache;
  std::shared_ptr<Database> database;
};

/// What an application holds: a hundred other keys beside those that are measured.
void fill(ignis::Container& container) {
  for (int i = 0; i < 100; ++i) {
    container.bind<int>({.key = "services.Other" + std::to_string(i)}).toValue(i);
  }
  container.bind(CLOCK).toClass().setScope(ignis::BindingScopes::SINGLETON);
  container.bind(CACHE).toClass().setScope(ignis::BindingScopes::SINGLETON);
  container.bind(DATABASE).toClass().setScope(ignis::BindingScopes::SINGLETON);
  container.bind(ignis::serviceKey<BorrowingService>()).toClass();
  container.bind(ignis::serviceKey<SharingService>()).toClass();
  container.get(CLOCK);
}

/// A process that has started a thread pays for atomic reference counts, one that has not does not:
/// the `multithreaded` benchmarks come last and start one.
void startThread() {
  std::thread([] {}).join();
}

void cachedSingleton(benchmark::State& state) {
  ignis::Container container;
  fill(container);
  for (auto _ : state) {
    benchmark::DoNotOptimize(container.get(CLOCK));
  }
}

void borrowedSingleton(benchmark::State& state) {
  ignis::Container container;
  fill(container);
  for (auto _ : state) {
    benchmark::DoNotOptimize(&container.borrow(CLOCK));
  }
}

void cachedSingletonByText(benchmark::State& state) {
  ignis::Container container;
  fill(container);
  std::string key = "@app/clock";
  for (auto _ : state) {
    benchmark::DoNotOptimize(key.data());
    benchmark::DoNotOptimize(container.get<Clock>({.key = key}));
  }
}

template <class Service>
void transient(benchmark::State& state) {
  ignis::Container container;
  fill(container);
  for (auto _ : state) {
    benchmark::DoNotOptimize(container.get(ignis::serviceKey<Service>()));
  }
}

void lazySingleton(benchmark::State& state) {
  ignis::Container container;
  fill(container);
  const ignis::Lazy<Clock> clock(container, CLOCK);
  for (auto _ : state) {
    benchmark::DoNotOptimize(clock->now);
  }
}

/// The baseline: what one writes by hand, shared pointers to void in a map.
using Map = std::unordered_map<std::string, std::shared_ptr<void>>;

void mapSingleton(benchmark::State& state) {
  Map map;
  for (int i = 0; i < 100; ++i) {
    map["services.Other" + std::to_string(i)] = std::make_shared<int>(i);
  }
  const std::string key = "@app/clock";
  map[key] = std::make_shared<Clock>();
  for (auto _ : state) {
    benchmark::DoNotOptimize(std::static_pointer_cast<Clock>(map.find(key)->second));
  }
}

void mapTransient(benchmark::State& state) {
  Map map;
  const std::string clock = "@app/clock";
  const std::string cache = "@app/cache";
  const std::string database = "@app/database";
  map[clock] = std::make_shared<Clock>();
  map[cache] = std::make_shared<Cache>();
  map[database] = std::make_shared<Database>();
  std::unordered_map<std::string, std::function<std::shared_ptr<void>(Map&)>> factories;
  const std::string service = "services.SharingService";
  factories[service] = [&](Map& values) {
    return std::make_shared<SharingService>(
        std::static_pointer_cast<Clock>(values.at(clock)),
        std::static_pointer_cast<Cache>(values.at(cache)),
        std::static_pointer_cast<Database>(values.at(database)));
  };
  for (auto _ : state) {
    benchmark::DoNotOptimize(std::static_pointer_cast<SharingService>(factories.at(service)(map)));
  }
}

template <void (*Benchmark)(benchmark::State&)>
void multithreaded(benchmark::State& state) {
  startThread();
  Benchmark(state);
}

BENCHMARK(cachedSingleton);
BENCHMARK(borrowedSingleton);
BENCHMARK(cachedSingletonByText);
BENCHMARK(lazySingleton);
BENCHMARK(transient<BorrowingService>);
BENCHMARK(transient<SharingService>);
BENCHMARK(mapSingleton);
BENCHMARK(mapTransient);
BENCHMARK(multithreaded<cachedSingleton>);
BENCHMARK(multithreaded<borrowedSingleton>);
BENCHMARK(multithreaded<transient<BorrowingService>>);
BENCHMARK(multithreaded<transient<SharingService>>);
BENCHMARK(multithreaded<mapSingleton>);
BENCHMARK(multithreaded<mapTransient>);

}  // namespace

BENCHMARK_MAIN();
