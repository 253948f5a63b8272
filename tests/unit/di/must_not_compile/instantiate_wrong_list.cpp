// ignis: the constructor of this class does not take what its inject list names
#include "ignis/di/container.hpp"

struct Clock {};

struct Orders {
  static constexpr auto inject = ignis::inject(ignis::serviceKey<Clock>());
};

void use(ignis::Container& container) { container.instantiate<Orders>(); }
