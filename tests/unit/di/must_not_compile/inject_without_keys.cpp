// ignis: inject(...) takes binding keys, each bare or inside optional(...) or lazy(...).
#include "ignis/di/container.hpp"

struct Orders {
  static constexpr auto inject = ignis::inject("@app/clock");
};
