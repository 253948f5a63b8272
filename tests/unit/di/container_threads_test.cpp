#include <doctest/doctest.h>

#include <fmt/format.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

constexpr int THREADS = 8;

/// Runs `work(index)` on all threads, which start it together.
template <class Work>
void runTogether(const Work& work) {
  std::latch start(THREADS);
  std::vector<std::jthread> threads;
  for (int i = 0; i < THREADS; ++i) {
    threads.emplace_back([&start, &work, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
}

struct Counter {
  int value = 42;
};

struct Left;
struct Right;
inline constexpr BindingKey<Counter> COUNTER{"@app/counter"};
inline constexpr BindingKey<Left> LEFT{"@app/left"};
inline constexpr BindingKey<Right> RIGHT{"@app/right"};

struct Left {
  static constexpr auto inject = ignis::inject(COUNTER, lazy(RIGHT));
  Left(Counter& shared, Lazy<Right> other) : counter(shared), right(std::move(other)) {}
  Counter& counter;
  Lazy<Right> right;
};
struct Right {
  static constexpr auto inject = ignis::inject(COUNTER, LEFT);
  Right(Counter& shared, Left& other) : counter(shared), left(other) {}
  Counter& counter;
  Left& left;
};

}  // namespace

TEST_SUITE("di/Container threads") {
  TEST_CASE("concurrent first use of a singleton constructs it once") {
    for (int round = 0; round < 50; ++round) {
      Container container;
      std::atomic<int> made = 0;
      container.bind(COUNTER)
          .toProvider([&made](Container&) {
            ++made;
            std::this_thread::yield();
            return Counter();
          })
          .setScope(BindingScopes::SINGLETON);
      std::vector<std::shared_ptr<Counter>> seen(THREADS);

      runTogether([&](int i) { seen[static_cast<std::size_t>(i)] = container.get(COUNTER); });

      CHECK(made == 1);
      for (const auto& counter : seen) {
        CHECK(counter == seen[0]);
        CHECK(counter->value == 42);
      }
    }
  }

  TEST_CASE("a constructor that throws is tried again by the others") {
    for (int round = 0; round < 20; ++round) {
      Container container;
      std::atomic<int> tries = 0;
      std::atomic<int> failures = 0;
      container.bind(COUNTER)
          .toProvider([&tries](Container&) -> Counter {
            if (++tries <= 3) {
              throw std::runtime_error("not yet");
            }
            return Counter();
          })
          .setScope(BindingScopes::SINGLETON);

      runTogether([&](int) {
        try {
          container.get(COUNTER);
        } catch (const std::runtime_error&) {
          ++failures;
        }
      });

      CHECK(failures == 3);
      CHECK(tries == 4);
    }
  }

  TEST_CASE("singletons that need each other's are built without a deadlock") {
    for (int round = 0; round < 50; ++round) {
      Container container;
      container.bind(COUNTER).toClass().setScope(BindingScopes::SINGLETON);
      container.bind(LEFT).toClass().setScope(BindingScopes::SINGLETON);
      container.bind(RIGHT).toClass().setScope(BindingScopes::SINGLETON);
      std::atomic<int> wrong = 0;

      runTogether([&](int i) {
        if (i % 2 == 0) {
          wrong += &container.get(LEFT)->right->left == container.get(LEFT).get() ? 0 : 1;
        } else {
          wrong += &container.get(RIGHT)->left.counter == container.get(COUNTER).get() ? 0 : 1;
        }
      });

      CHECK(wrong == 0);
    }
  }

  TEST_CASE("keys are read while others are added") {
    constexpr int KEYS = 1000;
    Container container;
    container.bind(COUNTER).toValue(Counter());
    std::atomic<int> wrong = 0;

    runTogether([&](int i) {
      if (i < 2) {
        for (int n = 0; n < KEYS; ++n) {
          const auto binding = Binding<int>::bind({.key = fmt::format("added.{}.{}", i, n)});
          binding->toValue(n);
          container.set(binding);
        }
        return;
      }
      for (int n = 0; n < KEYS; ++n) {
        wrong += container.get(COUNTER)->value == 42 ? 0 : 1;
        const auto added =
            container.get<int>({.key = fmt::format("added.0.{}", n), .isOptional = true});
        wrong += added == nullptr || *added == n ? 0 : 1;
      }
    });

    CHECK(wrong == 0);
    CHECK(container.getBindings().size() == 2 * KEYS + 1);
    for (int n = 0; n < KEYS; ++n) {
      CHECK(*container.get<int>({.key = fmt::format("added.1.{}", n)}) == n);
    }
  }

  TEST_CASE("the graph is looked at while keys are added and singletons made") {
    Container container;
    container.bind(COUNTER).toClass().setScope(BindingScopes::SINGLETON);
    container.bind(LEFT).toClass().setScope(BindingScopes::SINGLETON);
    container.bind(RIGHT).toClass().setScope(BindingScopes::SINGLETON);

    runTogether([&](int i) {
      for (int n = 0; n < 20; ++n) {
        if (i < 4) {
          const auto binding = Binding<int>::bind({.key = fmt::format("added.{}.{}", i, n)});
          binding->toValue(n).setTags("number");
          container.set(binding);
          container.get(RIGHT);
        } else {
          container.findByTag("number");
          container.validate();
          container.inspect().toText();
        }
      }
    });

    CHECK(container.findByTag("number").size() == 80);
  }

  TEST_CASE("a lazy dependency is found by many threads at once and is one object") {
    for (int round = 0; round < 50; ++round) {
      Container container;
      container.bind(COUNTER).toClass();
      const Lazy<Counter> lazyCounter(container, COUNTER);
      std::vector<const Counter*> seen(THREADS);

      runTogether([&](int i) { seen[static_cast<std::size_t>(i)] = &*lazyCounter; });

      for (const Counter* counter : seen) {
        CHECK(counter == seen[0]);
      }
    }
  }

  TEST_CASE("transients are made side by side, each with its own path") {
    struct Needs {
      explicit Needs(std::shared_ptr<Counter>) {}
    };
    Container container;
    container.bind(COUNTER).toClass();
    container.bind<Needs>({.key = "needs"}).toClass<Needs>(COUNTER);
    std::atomic<int> cycles = 0;

    runTogether([&](int) {
      for (int n = 0; n < 200; ++n) {
        try {
          container.get<Needs>({.key = "needs"});
        } catch (const BindingError&) {
          ++cycles;
        }
      }
    });

    CHECK(cycles == 0);
  }
}

}  // namespace ignis
