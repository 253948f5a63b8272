// ignis: the class given to toProvider() needs a member value(Container&)
#include "ignis/di/container.hpp"

struct Clock {};
struct ClockProvider {};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Clock>()).toProvider<ClockProvider>();
}
