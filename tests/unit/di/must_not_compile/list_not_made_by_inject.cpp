// ignis: the static member inject of this class is not made by ignis::inject(...).
#include "ignis/di/container.hpp"

struct Orders {
  static constexpr int inject = 1;
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<Orders>()).toClass();
}
