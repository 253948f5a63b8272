// ignis: an abstract class cannot be constructed
#include "ignis/di/container.hpp"

struct IClock {
  virtual ~IClock() = default;
  virtual int now() = 0;
};

void configure(ignis::Container& container) {
  container.bind(ignis::serviceKey<IClock>()).toClass();
}
