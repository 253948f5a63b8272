#include "ignis/components/swagger/ui_provider_factory.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ignis/components/swagger/types.hpp"
#include "ignis/di/application_error.hpp"

namespace ignis {

TEST_SUITE("components/swagger/UIProviderFactory") {
  TEST_CASE("both types have a provider once they are registered") {
    UIProviderFactory factory;
    factory.registerProvider({.type = DocumentUITypes::SWAGGER});
    factory.registerProvider({.type = DocumentUITypes::SCALAR});

    CHECK(factory.getRegisteredProviders() == std::vector<std::string>{"scalar", "swagger"});
    CHECK(factory.getProvider({.type = "swagger"}) != nullptr);
    CHECK(factory.getProvider({.type = "scalar"}) != nullptr);
  }

  TEST_CASE("a type that is registered twice keeps its provider") {
    UIProviderFactory factory;
    factory.registerProvider({.type = "scalar"});
    const auto provider = factory.getProvider({.type = "scalar"});

    factory.registerProvider({.type = "scalar"});

    CHECK(factory.getProvider({.type = "scalar"}) == provider);
  }

  TEST_CASE("an unknown type is refused with those that there are") {
    UIProviderFactory factory;

    CHECK_THROWS_WITH_AS(
        factory.registerProvider({.type = "redoc"}),
        "[register] Invalid document UI Type | uiType: redoc | valids: swagger,scalar",
        ApplicationError);
  }

  TEST_CASE("a type that is not registered has no provider") {
    UIProviderFactory factory;
    factory.registerProvider({.type = "scalar"});

    CHECK_THROWS_WITH_AS(
        factory.getProvider({.type = "swagger"}),
        "[UIProviderFactory][getProvider] Unknown UI Provider | type: swagger | available: scalar",
        ApplicationError);
  }
}

}  // namespace ignis
