#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/di/container_graph.hpp"

namespace ignis {

/// Answers with the graph as a page to search in.
Response answerGraphPage(Context& context, const ContainerGraph& graph);

}  // namespace ignis
