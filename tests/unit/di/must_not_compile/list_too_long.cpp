// ignis: the constructor of this class does not take what its inject list names
#include "ignis/di/container.hpp"

struct Clock {};
struct Cache {};

struct Orders {
  static constexpr auto inject =
      ignis::inject(ignis::serviceKey<Clock>(), ignis::serviceKey<Cache>());

  explicit Orders(Clock&) {}
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Orders>()).toClass();
}
