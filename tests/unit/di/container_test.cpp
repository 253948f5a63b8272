#include "ignis/di/container.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <type_traits>

namespace ignis {
namespace {

struct Clock {
  int ticks = 0;
};
struct Cache {};

struct OrderService {
  static constexpr auto inject = ignis::inject(BindingKey<Cache>("@app/cache"));
  explicit OrderService(std::shared_ptr<Cache> cache) : cache_(std::move(cache)) {}
  std::shared_ptr<Cache> cache_;
};

struct OrderPage {
  static constexpr auto inject = ignis::inject(serviceKey<OrderService>());
  explicit OrderPage(std::shared_ptr<OrderService>) {}
};

inline constexpr BindingKey<Clock> CLOCK{"@app/clock"};
inline constexpr BindingKey<Cache> CACHE{"@app/cache"};
inline constexpr BindingKey<int> NUMBER{"@app/number"};

std::vector<std::string> keysOf(const std::vector<std::shared_ptr<BindingBase>>& bindings) {
  std::vector<std::string> keys;
  for (const auto& binding : bindings) {
    keys.push_back(binding->key());
  }
  return keys;
}

static_assert(!std::is_copy_constructible_v<Container> && !std::is_move_constructible_v<Container>);
static_assert(std::has_virtual_destructor_v<Container>);

}  // namespace

TEST_SUITE("di/Container") {
  TEST_CASE("a container has a name") {
    CHECK(Container().getScope() == "Container");
    CHECK(Container({.scope = "Shop"}).getScope() == "Shop");
  }

  TEST_CASE("a singleton is built once") {
    Container container;
    container.bind(CLOCK).toClass().setScope(BindingScopes::SINGLETON);

    CHECK(container.get(CLOCK) == container.get(CLOCK));
  }

  TEST_CASE("a transient is built for every use") {
    Container container;
    container.bind(CLOCK).toClass();

    CHECK(container.get(CLOCK) != container.get(CLOCK));
  }

  TEST_CASE("a singleton can be borrowed, a transient cannot") {
    Container container;
    container.bind(CLOCK).toClass().setScope(BindingScopes::SINGLETON);
    container.bind(CACHE).toClass();

    CHECK(&container.borrow(CLOCK) == container.get(CLOCK).get());
    CHECK_THROWS_WITH_AS(container.borrow(CACHE),
                         doctest::Contains("Binding key: @app/cache is transient and cannot be"),
                         BindingError);
    CHECK_THROWS_WITH_AS(container.borrow(NUMBER), doctest::Contains("is not bounded in context!"),
                         BindingError);
  }

  TEST_CASE("typed keys and texts name the same binding") {
    Container container;
    container.bind(NUMBER).toValue(1);
    container.bind<int>({.key = "services.limit"}).toValue(2);

    CHECK(*container.get<int>({.key = "@app/number"}) == 1);
    CHECK(*container.get(BindingKey<int>("services.limit")) == 2);
    CHECK(*container.get<int>({.ns = "services", .key = "limit"}) == 2);
  }

  TEST_CASE("a key is bound as soon as bind was called") {
    Container container;

    container.bind(CLOCK);

    CHECK(container.isBound(CLOCK));
    CHECK(container.isBound({.key = "@app/clock"}));
    CHECK_FALSE(container.isBound(CACHE));
    CHECK_FALSE(container.isBound({.ns = "@app", .key = "clock"}));
    CHECK_THROWS_WITH_AS(container.get(CLOCK),
                         "[getValue] Invalid value type | valueType: undefined | key: @app/clock | "
                         "path: @app/clock | cure: call toValue, toClass or toProvider on the "
                         "binding",
                         BindingError);
  }

  TEST_CASE("an unbound key is reported with its cure") {
    Container container;

    CHECK_THROWS_WITH_AS(container.get(CLOCK),
                         "Binding key: @app/clock is not bounded in context! | path: @app/clock | "
                         "cure: bind the key, or get it with .isOptional = true",
                         BindingError);
    CHECK_THROWS_WITH_AS(
        container.get<Clock>({.ns = "services", .key = "Clock"}),
        doctest::Contains("Binding key: services.Clock is not bounded in context!"), BindingError);
  }

  TEST_CASE("an unbound key is reported with the path that led to it") {
    Container container;
    container.bind(serviceKey<OrderService>()).toClass();
    container.bind<OrderPage>({.key = "page"}).toClass();

    try {
      container.get<OrderPage>({.key = "page"});
      FAIL("resolved");
    } catch (const BindingError& error) {
      CHECK(std::string(error.what()) ==
            "Binding key: @app/cache is not bounded in context! | path: page -> "
            "services.OrderService -> @app/cache | cure: bind the key, or inject it with "
            "optional(...) or lazy(...)");
      CHECK(error.key() == "@app/cache");
      CHECK(error.path() ==
            std::vector<std::string>{"page", "services.OrderService", "@app/cache"});
      CHECK(error.statusCode() == 400);
    }
  }

  TEST_CASE("an unbound key is null when it is optional") {
    Container container;

    CHECK(container.get(CLOCK, {.isOptional = true}) == nullptr);
    CHECK(container.get<Clock>({.key = "clock", .isOptional = true}) == nullptr);
  }

  TEST_CASE("optional covers an unbound key, not a failing one") {
    Container container;
    container.bind(serviceKey<OrderService>()).toClass();

    CHECK_THROWS_AS(container.get(serviceKey<OrderService>(), {.isOptional = true}), BindingError);
  }

  TEST_CASE("a key that holds another type is reported with both types") {
    Container container;
    container.bind<std::string>({.key = "@app/number"}).toValue("one");

    CHECK_THROWS_WITH_AS(container.get(NUMBER),
                         doctest::Contains("Binding key: @app/number is bound to another type | "
                                           "bound: std::"),
                         BindingError);
    CHECK_THROWS_WITH_AS(container.get(NUMBER),
                         doctest::Contains("| requested: int | path: @app/number | cure: "),
                         BindingError);
    CHECK_THROWS_AS(container.get(NUMBER, {.isOptional = true}), BindingError);
    CHECK_THROWS_AS(container.getBinding(NUMBER), BindingError);
  }

  TEST_CASE("an error of a constructor passes through, and the next use tries again") {
    Container container;
    int calls = 0;
    container.bind(NUMBER)
        .toProvider([&calls](Container&) -> int {
          if (++calls == 1) {
            throw std::runtime_error("no connection");
          }
          return calls;
        })
        .setScope(BindingScopes::SINGLETON);

    CHECK_THROWS_WITH_AS(container.get(NUMBER), "no connection", std::runtime_error);
    CHECK(*container.get(NUMBER) == 2);
    CHECK(*container.get(NUMBER) == 2);
  }

  TEST_CASE("binding a key again replaces it in its place") {
    Container container;
    container.bind<int>({.key = "services.a"}).toValue(1);
    container.bind<int>({.key = "services.b"}).toValue(2);

    container.bind<int>({.key = "services.a"}).toValue(3);

    CHECK(*container.get<int>({.key = "services.a"}) == 3);
    CHECK(keysOf(container.getBindings()) == std::vector<std::string>{"services.a", "services.b"});
  }

  TEST_CASE("a key may be bound again with another type") {
    Container container;
    container.bind<int>({.key = "a"}).toValue(1);

    container.bind<std::string>({.key = "a"}).toValue("one");

    CHECK(*container.get<std::string>({.key = "a"}) == "one");
  }

  TEST_CASE("what was bound before stays usable for those who hold it") {
    Container container;
    Binding<Clock>& before = container.bind(CLOCK).toClass().setScope(BindingScopes::SINGLETON);
    const Clock* clock = container.get(CLOCK).get();

    container.bind(CLOCK).toClass();

    CHECK(before.getValue(container).get() == clock);
    CHECK(clock->ticks == 0);
  }

  TEST_CASE("an unbound key moves to the end when it is bound again") {
    Container container;
    container.bind<int>({.key = "a"});
    container.bind<int>({.key = "b"});

    CHECK(container.unbind({.key = "a"}));
    CHECK_FALSE(container.unbind({.key = "a"}));
    CHECK_FALSE(container.isBound({.key = "a"}));
    container.bind<int>({.key = "a"});

    CHECK(keysOf(container.getBindings()) == std::vector<std::string>{"b", "a"});
  }

  TEST_CASE("a typed key unbinds") {
    Container container;
    container.bind(NUMBER).toValue(1);

    CHECK(container.unbind(NUMBER));
    CHECK(container.get(NUMBER, {.isOptional = true}) == nullptr);
    CHECK_FALSE(container.unbind(NUMBER));
  }

  TEST_CASE("removing any key leaves all others within reach") {
    for (int removed = 0; removed < 40; ++removed) {
      CAPTURE(removed);
      Container container;
      for (int i = 0; i < 40; ++i) {
        container.bind<int>({.key = fmt::format("key{}", i)}).toValue(i);
      }

      container.unbind({.key = fmt::format("key{}", removed)});

      for (int i = 0; i < 40; ++i) {
        CHECK(container.isBound({.key = fmt::format("key{}", i)}) == (i != removed));
      }
    }
  }

  TEST_CASE("ten thousand keys are found again") {
    Container container;
    for (int i = 0; i < 10'000; ++i) {
      container.bind<int>({.key = fmt::format("numbers.{}", i)}).toValue(i);
    }

    for (int i = 0; i < 10'000; ++i) {
      REQUIRE(*container.get<int>({.key = fmt::format("numbers.{}", i)}) == i);
    }
    CHECK_FALSE(container.isBound({.key = "numbers.10000"}));
  }

  TEST_CASE("a finished binding is set as it is") {
    Container container;
    const auto binding = Binding<int>::bind(NUMBER);
    binding->toValue(5);

    container.set(binding);
    container.set(binding);

    CHECK(*container.get(NUMBER) == 5);
    CHECK(container.getBinding(NUMBER) == binding);
    CHECK(container.getBindings().size() == 1);
    CHECK_THROWS_AS(container.set(nullptr), ApplicationError);
  }

  TEST_CASE("an unknown key has no binding") {
    Container container;

    CHECK(container.getBinding(NUMBER) == nullptr);
    CHECK(container.getBinding({.key = "x"}) == nullptr);
    container.bind<int>({.key = "services.x"});
    CHECK(container.getBinding({.ns = "services", .key = "x"})->key() == "services.x");
  }

  TEST_CASE("gets takes what is there and leaves the rest null") {
    Container container;
    container.bind(NUMBER).toValue(1);

    const auto [number, clock] = container.gets(NUMBER, CLOCK);
    CHECK(*number == 1);
    CHECK(clock == nullptr);

    const auto numbers = container.gets<int>({{.key = "@app/number"}, {.key = "x"}});
    REQUIRE(numbers.size() == 2);
    CHECK(numbers[0] == number);
    CHECK(numbers[1] == nullptr);
  }

  TEST_CASE("bindings are found by tag in the order of binding") {
    Container container;
    container.bind<int>({.key = "services.b"}).setTags("slow");
    container.bind<int>({.key = "other"}).setTags("services");
    container.bind<int>({.key = "services.a"});
    container.bind<int>({.key = "servicesx.a"});

    CHECK(keysOf(container.findByTag("services")) ==
          std::vector<std::string>{"services.b", "other", "services.a"});
    CHECK(keysOf(container.findByTag({.tag = "services", .exclude = {"other", "unknown"}})) ==
          std::vector<std::string>{"services.b", "services.a"});
    CHECK(keysOf(container.findByTag({.tag = "slow"})) == std::vector<std::string>{"services.b"});
    CHECK(container.findByTag("none").empty());
  }

  TEST_CASE("a class is instantiated with its dependencies and not registered") {
    Container container;
    container.bind(CACHE).toClass().setScope(BindingScopes::SINGLETON);

    const auto first = container.instantiate<OrderService>();
    const auto second = container.resolve<OrderService>();

    CHECK(first != second);
    CHECK(first->cache_ == container.get(CACHE));
    CHECK(container.getBindings().size() == 1);
  }

  TEST_CASE("the path of an instantiated class begins with its name") {
    Container container;

    CHECK_THROWS_WITH_AS(container.instantiate<OrderService>(),
                         doctest::Contains("path: OrderService -> @app/cache |"), BindingError);
  }

  TEST_CASE("a failed resolution leaves no trace in the next path") {
    Container container;
    CHECK_THROWS_AS(container.instantiate<OrderService>(), BindingError);

    CHECK_THROWS_WITH_AS(container.get(CLOCK), doctest::Contains("| path: @app/clock |"),
                         BindingError);
  }

  TEST_CASE("a provider that asks for its own key is a cycle") {
    Container container;
    container.bind(NUMBER).toProvider([](Container& inner) { return *inner.get(NUMBER); });

    CHECK_THROWS_WITH_AS(container.get(NUMBER),
                         "Binding key: @app/number depends on itself | path: @app/number -> "
                         "@app/number | cure: inject one of these keys with lazy(...)",
                         BindingError);
  }

  TEST_CASE("a key may depend on the same key of another container") {
    Container parent;
    Container child;
    parent.bind(NUMBER).toProvider([](Container&) { return 1; });
    child.bind(NUMBER).toProvider([&parent](Container&) { return *parent.get(NUMBER) + 1; });

    CHECK(*child.get(NUMBER) == 2);
  }

  TEST_CASE("a constructor may bind further keys") {
    Container container;
    container.bind(CLOCK)
        .toProvider([](Container& inner) {
          for (int i = 0; i < 100; ++i) {
            inner.bind<int>({.key = fmt::format("made.{}", i)}).toValue(i);
          }
          return Clock();
        })
        .setScope(BindingScopes::SINGLETON);

    container.get(CLOCK);

    CHECK(container.findByTag("made").size() == 100);
  }
}

}  // namespace ignis
