// compiles
#include "ignis/di/container.hpp"

struct Clock {};

struct Orders {
  static constexpr auto inject = ignis::inject(ignis::serviceKey<Clock>());

  explicit Orders(Clock&) {}
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Orders>()).toClass();
}
