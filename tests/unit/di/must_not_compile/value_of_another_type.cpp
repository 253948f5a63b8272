// ignis: the value given to toValue() does not convert to the type of its key.
#include "ignis/di/container.hpp"

struct Clock {};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Clock>()).toValue(1);
}
