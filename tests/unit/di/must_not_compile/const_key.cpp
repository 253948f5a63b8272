// ignis: a BindingKey names a plain type, without const and without a reference.
#include "ignis/di/container.hpp"

inline constexpr ignis::BindingKey<const int> LIMIT{"@app/limit"};
