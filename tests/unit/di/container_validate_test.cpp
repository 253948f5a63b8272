#include <doctest/doctest.h>

#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct A;
struct B;
struct C;

inline constexpr BindingKey<int> PORT{"@app/port"};
inline constexpr BindingKey<std::string> NAME{"@app/name"};
inline constexpr BindingKey<A> KEY_A{"A"};
inline constexpr BindingKey<B> KEY_B{"B"};
inline constexpr BindingKey<C> KEY_C{"C"};

struct A {
  static constexpr auto inject = ignis::inject(KEY_B);
  explicit A(std::shared_ptr<B>) {}
};
struct B {
  static constexpr auto inject = ignis::inject(KEY_C);
  explicit B(std::shared_ptr<C>) {}
};
struct C {
  static constexpr auto inject = ignis::inject(KEY_A);
  explicit C(std::shared_ptr<A>) {}
};

struct Server {
  static constexpr auto inject = ignis::inject(PORT, NAME);
  Server(int, const std::string&) { FAIL("validation constructs nothing"); }
};

struct Late {
  static constexpr auto inject = ignis::inject(lazy(PORT), optional(NAME));
  Late(Lazy<int>, std::optional<std::string>) {}
};

void bindCycle(Container& container, BindingScopes scope) {
  container.bind(KEY_A).toClass().setScope(scope);
  container.bind(KEY_B).toClass().setScope(scope);
  container.bind(KEY_C).toClass().setScope(scope);
}

}  // namespace

TEST_SUITE("di/Container validate") {
  TEST_CASE("a container without mistakes is valid, and nothing is constructed") {
    Container container;
    container.bind(PORT).toValue(1);
    container.bind(NAME).toProvider([](Container&) -> std::string {
      FAIL("validation constructs nothing");
      return "";
    });
    container.getBinding(NAME)->setScope(BindingScopes::SINGLETON);
    container.bind(serviceKey<Server>()).toClass();

    CHECK(container.findProblems().empty());
    CHECK_NOTHROW(container.validate());
  }

  TEST_CASE("an unbound dependency is one line with the key, the path and the cure") {
    Container container;
    container.bind(PORT).toValue(1);
    container.bind(serviceKey<Server>()).toClass();

    CHECK(container.findProblems() ==
          std::vector<std::string>{
              "Binding key: @app/name is not bounded in context! | path: services.Server -> "
              "@app/name | cure: bind the key, or inject it with optional(...) or lazy(...)"});
  }

  TEST_CASE("a dependency of another type names both types") {
    Container container;
    container.bind<bool>({.key = "@app/port"}).toValue(true);
    container.bind(NAME).toValue("x");
    container.bind(serviceKey<Server>()).toClass();

    CHECK(container.findProblems() ==
          std::vector<std::string>{
              "Binding key: @app/port is bound to another type | bound: bool | requested: int | "
              "path: services.Server -> @app/port | cure: bind and request the key as the same "
              "type, for an interface with toClass<Class>()"});
  }

  TEST_CASE("a reference to a transient is a problem") {
    Container container;
    container.bind(PORT).toValue(1);
    container.bind(NAME).toClass();
    container.bind(serviceKey<Server>()).toClass();

    const auto problems = container.findProblems();

    REQUIRE(problems.size() == 1);
    CHECK(problems[0].starts_with(
        "Binding key: @app/name is transient and cannot be injected by reference | path: "
        "services.Server -> @app/name | cure: "));
  }

  TEST_CASE("a binding that was left empty is a problem") {
    Container container;
    container.bind(PORT);

    CHECK(container.findProblems() ==
          std::vector<std::string>{"[getValue] Invalid value type | valueType: undefined | key: "
                                   "@app/port | path: @app/port | cure: call toValue, toClass or "
                                   "toProvider on the binding"});
  }

  TEST_CASE("a cycle is reported once, with the way around it") {
    Container container;
    bindCycle(container, BindingScopes::TRANSIENT);

    CHECK(container.findProblems() ==
          std::vector<std::string>{"Binding key: A depends on itself | path: A -> B -> C -> A | "
                                   "cure: inject one of these keys with lazy(...)"});
  }

  TEST_CASE("a cycle fails at its first use too") {
    Container container;
    SUBCASE("of transients") { bindCycle(container, BindingScopes::TRANSIENT); }
    SUBCASE("of singletons") { bindCycle(container, BindingScopes::SINGLETON); }

    CHECK_THROWS_WITH_AS(container.get(KEY_B), doctest::Contains("path: B -> C -> A -> B |"),
                         BindingError);
    CHECK_THROWS_WITH_AS(container.get(KEY_A), doctest::Contains("path: A -> B -> C -> A |"),
                         BindingError);
  }

  TEST_CASE("keys that only lead into a cycle are not part of its path") {
    struct Entrance {
      explicit Entrance(std::shared_ptr<B>) {}
    };
    Container container;
    container.bind<Entrance>({.key = "entrance"}).toClass<Entrance>(KEY_B);
    bindCycle(container, BindingScopes::SINGLETON);

    const auto problems = container.findProblems();

    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("path: B -> C -> A -> B |") != std::string::npos);
  }

  TEST_CASE("a key that depends on itself is a cycle of one") {
    struct Self {
      explicit Self(std::shared_ptr<Self>) {}
    };
    constexpr BindingKey<Self> SELF("self");
    Container container;
    container.bind(SELF).toClass<Self>(SELF);

    REQUIRE(container.findProblems().size() == 1);
    CHECK(container.findProblems()[0].find("path: self -> self |") != std::string::npos);
  }

  TEST_CASE("a cycle through a lazy dependency is none") {
    struct Loop {
      explicit Loop(Lazy<Loop>) {}
    };
    constexpr BindingKey<Loop> LOOP("loop");
    Container container;
    container.bind(LOOP).toClass<Loop>(lazy(LOOP));

    CHECK(container.findProblems().empty());
  }

  TEST_CASE("lazy and optional dependencies may be unbound, but not of another type") {
    Container container;
    container.bind(serviceKey<Late>()).toClass();
    CHECK(container.findProblems().empty());

    container.bind<bool>({.key = "@app/port"}).toValue(true);
    container.bind<bool>({.key = "@app/name"}).toValue(true);
    CHECK(container.findProblems().size() == 2);
  }

  TEST_CASE("one error lists all problems of the graph, one a line") {
    Container container({.scope = "Shop"});
    container.bind(serviceKey<Server>()).toClass();
    bindCycle(container, BindingScopes::SINGLETON);
    container.bind<int>({.key = "empty"});

    try {
      container.validate();
      FAIL("valid");
    } catch (const BindingError& error) {
      CHECK(error.problems().size() == 4);
      CHECK(error.problems() == container.findProblems());
      std::string expected = "[Shop][validate] Invalid bindings | problems: 4";
      for (const std::string& problem : error.problems()) {
        expected += "\n" + problem;
      }
      CHECK(std::string(error.what()) == expected);
      CHECK(error.statusCode() == 400);
    }
  }

  TEST_CASE("validation does not change what is resolved afterwards") {
    Container container;
    container.bind(PORT)
        .toProvider([](Container&) { return 1; })
        .setScope(BindingScopes::SINGLETON);
    container.validate();

    CHECK_FALSE(container.getBinding(PORT)->isConstructed());
    CHECK(*container.get(PORT) == 1);
  }
}

}  // namespace ignis
