#include "ignis/di/lazy.hpp"

#include <doctest/doctest.h>

#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct Emitter {
  int emitted = 0;
  void emit() { ++emitted; }
};

inline constexpr BindingKey<Emitter> EMITTER{"@app/emitter"};

struct Chicken;
struct Egg {
  static constexpr auto inject = ignis::inject(serviceKey<Chicken>());
  explicit Egg(std::shared_ptr<Chicken> layer) : chicken(std::move(layer)) {}
  std::shared_ptr<Chicken> chicken;
};
struct Chicken {
  static constexpr auto inject = ignis::inject(lazy(serviceKey<Egg>()));
  explicit Chicken(Lazy<Egg> from) : egg(std::move(from)) {}
  Lazy<Egg> egg;
};

}  // namespace

TEST_SUITE("di/Lazy") {
  TEST_CASE("a key that is bound later is found at the next use") {
    Container container;
    const Lazy<Emitter> emitter(container, EMITTER);

    CHECK_FALSE(emitter.isBound());
    CHECK_THROWS_WITH_AS(
        emitter.get(), doctest::Contains("@app/emitter is not bounded in context!"), BindingError);
    container.bind(EMITTER);
    CHECK_FALSE(emitter.isBound());
    container.bind(EMITTER).toValue(Emitter());
    CHECK(emitter.isBound());
    emitter->emit();

    CHECK(container.get(EMITTER)->emitted == 1);
    CHECK(emitter.get() == container.get(EMITTER));
    CHECK((*emitter).emitted == 1);
  }

  TEST_CASE("what was found is kept, also by copies") {
    Container container;
    container.bind(EMITTER).toClass();
    const Lazy<Emitter> emitter(container, EMITTER);
    const Lazy<Emitter> copy = emitter;

    emitter->emit();

    CHECK(emitter->emitted == 1);
    CHECK(copy.get() == emitter.get());
    container.bind(EMITTER).toClass();
    CHECK(copy->emitted == 1);
  }

  TEST_CASE("a test hands in an object without a container") {
    const auto fake = std::make_shared<Emitter>();
    const Lazy<Emitter> emitter(fake);

    emitter->emit();

    CHECK(emitter.isBound());
    CHECK(emitter.get() == fake);
    CHECK(fake->emitted == 1);
  }

  TEST_CASE("a key of another type is reported") {
    Container container;
    container.bind<int>({.key = "@app/emitter"}).toValue(1);
    const Lazy<Emitter> emitter(container, EMITTER);

    CHECK_THROWS_WITH_AS(emitter.get(), doctest::Contains("is bound to another type | bound: int"),
                         BindingError);
  }

  TEST_CASE("singletons may hold each other when one of them does so lazily, and both die") {
    std::weak_ptr<Chicken> chicken;
    std::weak_ptr<Egg> egg;
    {
      Container container;
      container.bind(serviceKey<Chicken>()).toClass().setScope(BindingScopes::SINGLETON);
      container.bind(serviceKey<Egg>()).toClass().setScope(BindingScopes::SINGLETON);
      container.validate();

      chicken = container.get(serviceKey<Chicken>());
      egg = chicken.lock()->egg.get();
      CHECK(egg.lock()->chicken == chicken.lock());
      CHECK(container.get(serviceKey<Egg>()) == egg.lock());
    }

    CHECK(chicken.expired());
    CHECK(egg.expired());
  }
}

}  // namespace ignis
