#include "ignis/di/binding.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct IClock {
  virtual ~IClock() = default;
  virtual int now() const = 0;
};

struct FixedClock : IClock {
  int now() const override { return 7; }
};

struct Options {
  int port = 3000;
  std::string host = "localhost";
};

struct Base {
  virtual ~Base() = default;
  int first = 1;
};
struct Other {
  virtual ~Other() = default;
  int second = 2;
};
struct Both : Base, Other {};

using Handler = std::function<int(int)>;

inline constexpr BindingKey<IClock> CLOCK{"@app/clock"};
inline constexpr BindingKey<Options> OPTIONS{"@app/options"};
inline constexpr BindingKey<Handler> HANDLER{"@app/handler"};
inline constexpr BindingKey<int> NUMBER{"@app/number"};

}  // namespace

TEST_SUITE("di/Binding") {
  TEST_CASE("a new binding is transient and has no value") {
    const auto binding = Binding<int>::bind(NUMBER);

    CHECK(binding->key() == "@app/number");
    CHECK(binding->getScope() == BindingScopes::TRANSIENT);
    CHECK(binding->valueType() == BindingValueTypes::NONE);
    CHECK_THROWS_WITH_AS(binding->getValue(),
                         doctest::Contains("[getValue] Invalid value type | valueType: undefined"),
                         BindingError);
  }

  TEST_CASE("the text before the first dot of the key is a tag") {
    CHECK(Binding<int>::bind({.key = "services.a.b"})->getTags() ==
          std::vector<std::string>{"services"});
    CHECK(Binding<int>::bind({.key = "@app/instance"})->getTags().empty());
    CHECK(Binding<int>::bind({.key = ".hidden"})->getTags().empty());
  }

  TEST_CASE("tags are added once each and keep their order") {
    const auto binding = Binding<int>::bind({.key = "services.a"});

    binding->setTags("slow", std::string("daily")).setTags("slow", "services");

    CHECK(binding->getTags() == std::vector<std::string>{"services", "slow", "daily"});
    CHECK(binding->hasTag("slow"));
    CHECK_FALSE(binding->hasTag("slo"));
  }

  TEST_CASE("a binding without a key is refused") {
    CHECK_THROWS_WITH_AS(Binding<int>::bind({.key = ""}),
                         "[Binding] Invalid key to bind | key: ", ApplicationError);
  }

  TEST_CASE("a value is anything that converts to the type of the key") {
    Container container;

    SUBCASE("an aggregate in braces") {
      container.bind(OPTIONS).toValue({.port = 80});
      CHECK(container.get(OPTIONS)->port == 80);
    }
    SUBCASE("an lvalue is copied") {
      Options options{.port = 81};
      container.bind(OPTIONS).toValue(options);
      options.port = 82;
      CHECK(container.get(OPTIONS)->port == 81);
    }
    SUBCASE("a lambda for a handler") {
      container.bind(HANDLER).toValue([](int x) { return x + 1; });
      CHECK((*container.get(HANDLER))(1) == 2);
    }
    SUBCASE("a literal for a string") {
      container.bind<std::string>({.key = "name"}).toValue("text");
      CHECK(*container.get<std::string>({.key = "name"}) == "text");
    }
    SUBCASE("a shared object stays the same object") {
      const auto options = std::make_shared<Options>();
      container.bind(OPTIONS).toValue(options);
      CHECK(container.get(OPTIONS) == options);
    }
    SUBCASE("a shared object of a derived class under the key of its interface") {
      container.bind(CLOCK).toValue(std::make_shared<FixedClock>());
      CHECK(container.get(CLOCK)->now() == 7);
    }
    SUBCASE("a unique object") {
      container.bind(CLOCK).toValue(std::make_unique<FixedClock>());
      CHECK(container.get(CLOCK)->now() == 7);
    }
    SUBCASE("an object of a derived class is not sliced") {
      container.bind(CLOCK).toValue(FixedClock());
      CHECK(container.get(CLOCK)->now() == 7);
    }
  }

  TEST_CASE("a null pointer is no value") {
    Container container;

    CHECK_THROWS_WITH_AS(container.bind(OPTIONS).toValue(std::shared_ptr<Options>()),
                         doctest::Contains("[toValue] Invalid value, it is a null pointer | key: "
                                           "@app/options | cure: "),
                         BindingError);
  }

  TEST_CASE("the last of several resolvers counts") {
    Container container;

    container.bind(NUMBER).toValue(1).toProvider([](Container&) { return 2; }).toValue(3);

    CHECK(*container.get(NUMBER) == 3);
  }

  TEST_CASE("a value that was handed out survives its replacement") {
    Container container;
    Binding<int>& binding = container.bind(NUMBER).toValue(1);
    const int* first = container.get(NUMBER).get();

    binding.toValue(2);

    CHECK(*first == 1);
    CHECK(*container.get(NUMBER) == 2);
  }

  TEST_CASE("a singleton value stays what it was at its first use, until the cache is cleared") {
    Container container;
    Binding<int>& binding = container.bind(NUMBER).toValue(1).setScope(BindingScopes::SINGLETON);

    binding.toValue(2);
    CHECK(*container.get(NUMBER) == 2);
    binding.toValue(3);
    CHECK(*container.get(NUMBER) == 2);
    binding.clearCache();
    CHECK(*container.get(NUMBER) == 3);
  }

  TEST_CASE("a cache is cleared whatever is in it") {
    Container container;
    int calls = 0;
    Binding<bool>& binding = container.bind<bool>({.key = "flag"})
                                 .toProvider([&calls](Container&) {
                                   ++calls;
                                   return false;
                                 })
                                 .setScope(BindingScopes::SINGLETON);

    CHECK_FALSE(*container.get<bool>({.key = "flag"}));
    CHECK_FALSE(*container.get<bool>({.key = "flag"}));
    binding.clearCache();
    CHECK_FALSE(*container.get<bool>({.key = "flag"}));

    CHECK(calls == 2);
  }

  TEST_CASE("a singleton that becomes transient and singleton again is the one it was") {
    Container container;
    auto& binding = container.bind(OPTIONS).toClass().setScope(BindingScopes::SINGLETON);
    const auto first = container.get(OPTIONS);

    binding.setScope(BindingScopes::TRANSIENT);
    CHECK(container.get(OPTIONS) != first);
    binding.setScope(BindingScopes::SINGLETON);
    CHECK(container.get(OPTIONS) == first);
  }

  TEST_CASE("a binding tells what it is bound to") {
    const auto binding = Binding<IClock>::bind(CLOCK);
    binding->toClass<FixedClock>();

    const BindingMeta meta = binding->getBindingMeta({.type = BindingValueTypes::CLASS});

    CHECK(meta.type == BindingValueTypes::CLASS);
    CHECK(meta.implementation.ends_with("FixedClock"));
    CHECK(meta.dependencies.empty());
    CHECK_THROWS_WITH_AS(binding->getBindingMeta({.type = BindingValueTypes::VALUE}),
                         doctest::Contains("[getBindingMeta] Invalid resolver type, only class is "
                                           "allowd | resolverType: class | optType: value"),
                         ApplicationError);
  }

  TEST_CASE("without a container there are values only") {
    CHECK(*Binding<int>::bind(NUMBER)->toValue(1).getValue() == 1);
    CHECK_THROWS_WITH_AS(Binding<Options>::bind(OPTIONS)->toClass().getValue(),
                         "[getValue] Invalid context/container to instantiate class | type: class "
                         "| key: @app/options",
                         ApplicationError);
    CHECK_THROWS_WITH_AS(
        Binding<int>::bind(NUMBER)->toProvider([](Container&) { return 1; }).getValue(),
        "[getValue] Invalid context/container to get provider value | type: provider | key: "
        "@app/number",
        ApplicationError);
  }

  TEST_CASE("a binding resolves in a container that does not hold it") {
    Container container;
    const auto binding = Binding<Options>::bind(OPTIONS);
    binding->toClass().setScope(BindingScopes::SINGLETON);

    CHECK(binding->getValue(container) == binding->getValue(container));
    CHECK_FALSE(container.isBound(OPTIONS));
  }

  TEST_CASE("a binding resolves as a base class that it declared") {
    Container container;
    container.bind<Both>({.key = "components.Both"}).toClass().as<Base>().as<Other>();
    const auto found = container.findByTag("components");
    REQUIRE(found.size() == 1);

    CHECK(found[0]->resolveAs<Base>(container)->first == 1);
    CHECK(found[0]->resolveAs<Other>(container)->second == 2);
    CHECK(found[0]->resolveAs<Both>(container)->second == 2);
  }

  TEST_CASE("a base class that was not declared is refused before anything is made") {
    Container container;
    auto& binding = container.bind<Both>({.key = "components.Both"}).toProvider([](Container&) {
      FAIL("made");
      return Both();
    });

    CHECK_THROWS_WITH_AS(
        binding.resolveAs<Other>(container),
        doctest::Contains("cure: declare it with as<Base>() where the key is bound"), BindingError);
  }

  TEST_CASE("scopes and kinds print as in the documentation") {
    CHECK(nameOf(BindingScopes::SINGLETON) == "singleton");
    CHECK(nameOf(BindingScopes::TRANSIENT) == "transient");
    CHECK(nameOf(BindingValueTypes::CLASS) == "class");
    CHECK(nameOf(BindingValueTypes::VALUE) == "value");
    CHECK(nameOf(BindingValueTypes::PROVIDER) == "provider");
    CHECK(nameOf(BindingValueTypes::NONE) == "undefined");
  }
}

}  // namespace ignis
