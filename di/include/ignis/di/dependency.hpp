#pragma once

#include "ignis/di/binding_key.hpp"

namespace ignis {

/// One key that a class needs, as its `inject` list and its constructor declare it.
struct Dependency {
  detail::KeyView key;
  bool isOptional = false;
  bool isLazy = false;
  bool isBorrowed = false;  ///< the parameter is a reference: the container must keep the object
};

}  // namespace ignis
