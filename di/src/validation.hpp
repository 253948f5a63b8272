#pragma once

#include <memory>
#include <vector>

#include "ignis/di/binding_base.hpp"
#include "ignis/di/container_graph.hpp"

namespace ignis {

/// What is wrong with the declared dependencies of `bindings`; constructs nothing.
std::vector<ContainerGraph::Problem> validateBindings(
    const std::vector<std::shared_ptr<BindingBase>>& bindings);

}  // namespace ignis
