#pragma once

#include <string>

#include "ignis/di/container_graph.hpp"

namespace ignis {

/// The graph as a picture that needs nothing else: no style sheet, no script, no Graphviz.
std::string drawGraph(const ContainerGraph& graph);

}  // namespace ignis
