// ignis: as<Base>() names a base class of the binding's type.
#include "ignis/di/container.hpp"

struct Base {};
struct Other {};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Other>()).toClass().as<Base>();
}
