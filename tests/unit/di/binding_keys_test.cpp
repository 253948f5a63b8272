#include "ignis/di/binding_keys.hpp"

#include <doctest/doctest.h>

#include "ignis/di/application_error.hpp"

namespace ignis {
namespace {

class OrderService {};
class NamedService {
 public:
  static constexpr std::string_view className = "Orders";
};

static_assert(serviceKey<OrderService>().name == "services.OrderService");
static_assert(serviceKey<NamedService>().name == "services.Orders");
static_assert(controllerKey<OrderService>().name == "controllers.OrderService");
static_assert(componentKey<OrderService>().name == "components.OrderService");
static_assert(repositoryKey<OrderService>().name == "repositories.OrderService");
static_assert(dataSourceKey<OrderService>().name == "datasources.OrderService");
static_assert(classKey<BindingNamespaces::PROVIDER, OrderService>().name ==
              "providers.OrderService");

}  // namespace

TEST_SUITE("di/BindingKeys") {
  TEST_CASE("a namespace and a key are joined by a dot") {
    CHECK(BindingKeys::build({.ns = "services", .key = "UserService"}) == "services.UserService");
  }

  TEST_CASE("an empty namespace leaves the key alone") {
    CHECK(BindingKeys::build({.key = "UserService"}) == "UserService");
  }

  TEST_CASE("an empty key is refused") {
    CHECK_THROWS_WITH_AS(BindingKeys::build({.ns = "services", .key = ""}),
                         "[BindingKeys][build] Invalid key to build | key: ", ApplicationError);
  }

  TEST_CASE("the key of a class equals the built one") {
    CHECK(serviceKey<OrderService>().name ==
          BindingKeys::build({.ns = BindingNamespaces::SERVICE, .key = "OrderService"}));
    CHECK(serviceKey<OrderService>().hash == detail::hashKey("services.OrderService"));
  }
}

}  // namespace ignis
