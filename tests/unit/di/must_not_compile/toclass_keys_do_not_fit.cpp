// ignis: the constructor of this class does not take what its inject list names
#include "ignis/di/container.hpp"

struct Clock {};

struct Pool {
  explicit Pool(int) {}
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Pool>()).toClass<Pool>(ignis::serviceKey<Clock>());
}
