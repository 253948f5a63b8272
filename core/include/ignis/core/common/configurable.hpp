#pragma once

#include "ignis/helpers/common/task.hpp"

namespace ignis {

/// What the application sets up while it starts: components, data sources, controllers.
class IConfigurable {
 public:
  virtual ~IConfigurable() = default;

  virtual Task<void> configure() = 0;
};

}  // namespace ignis
