// ignis: a BindingKey names the object's type, not a pointer to it.
#include "ignis/di/container.hpp"

struct Clock {};

inline constexpr ignis::BindingKey<std::shared_ptr<Clock>> CLOCK{"@app/clock"};
