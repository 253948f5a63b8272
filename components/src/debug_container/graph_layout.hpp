#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/di/container_graph.hpp"

namespace ignis {

/// Where the keys of a graph are drawn. Who needs stands left of what is needed, a cycle aside;
/// keys without dependencies on either side stand below.
struct GraphLayout {
  struct Place {
    std::string_view key;
    const ContainerGraph::Node* node = nullptr;  ///< null for a key that nothing is bound to
    bool isFaulty = false;
    int x = 0;
    int y = 0;
  };

  static constexpr int NODE_WIDTH = 280;
  static constexpr int NODE_HEIGHT = 62;
  static constexpr int COLUMN_GAP = 90;
  static constexpr int ROW_GAP = 16;
  static constexpr int MARGIN = 20;
  static constexpr int HEADING_HEIGHT = 40;

  int width = 0;
  int height = 0;
  int headingY = 0;  ///< of the keys below; 0 when there are none
  std::vector<Place> places{};

  /// Null when the graph has no such key.
  const Place* find(std::string_view key) const;
};

/// The layout refers to `graph`.
GraphLayout layOut(const ContainerGraph& graph);

}  // namespace ignis
