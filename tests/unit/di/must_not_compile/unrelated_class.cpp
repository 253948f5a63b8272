// ignis: the class given to toClass() is neither the type of its key nor derived from it.
#include "ignis/di/container.hpp"

struct Clock {};
struct Cache {};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Clock>()).toClass<Cache>();
}
