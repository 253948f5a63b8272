// ignis: the constructor of this class does not take what its inject list names
#include "ignis/di/container.hpp"

struct Clock {};

struct Orders {
  static constexpr auto inject = ignis::inject(optional(ignis::serviceKey<Clock>()));

  explicit Orders(Clock&) {}
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Orders>()).toClass();
}
