// ignis: the function given to toProvider() returns neither the type of its key
#include "ignis/di/container.hpp"

struct Clock {};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Clock>()).toProvider([](ignis::Container&) { return 1; });
}
