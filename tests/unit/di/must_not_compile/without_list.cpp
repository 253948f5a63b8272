// ignis: this class has no inject list, so it needs a constructor without parameters
#include "ignis/di/container.hpp"

struct Orders {
  explicit Orders(int) {}
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Orders>()).toClass();
}
