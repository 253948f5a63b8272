#include "debug_container/graph_layout.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace ignis {

namespace {

using Place = GraphLayout::Place;
using Index = std::size_t;

/// Sweeps over the columns until neighbours stand near each other; more change little.
constexpr int SWEEPS = 6;
constexpr Index MIN_GRID_COLUMNS = 4;

/// The drawing of a layered graph: columns from dependencies, rows from neighbours.
class Columns {
 public:
  Columns(GraphLayout& layout, const ContainerGraph& graph) : places_(layout.places) {
    for (const ContainerGraph::Node& node : graph.nodes) {
      add({.key = node.key, .node = &node, .isFaulty = node.isFaulty});
    }
    for (const ContainerGraph::Edge& edge : graph.edges) {
      if (!indices_.contains(edge.to)) {
        add({.key = edge.to});
      }
      places_[indices_[edge.to]].isFaulty |= edge.isFaulty;
    }
    needs_.resize(places_.size());
    neededBy_.resize(places_.size());
    for (const ContainerGraph::Edge& edge : graph.edges) {
      const Index from = indices_[edge.from];
      const Index to = indices_[edge.to];
      needs_[from].push_back(to);
      neededBy_[to].push_back(from);
    }
  }

  bool isAlone(Index index) const { return needs_[index].empty() && neededBy_[index].empty(); }

  std::vector<std::vector<Index>> arrange() {
    findOrder();
    std::vector<std::size_t> depth(places_.size());
    for (const Index from : order_) {
      for (const Index to : needs_[from]) {
        if (rank_[from] < rank_[to]) {  // the others close a cycle
          depth[to] = std::max(depth[to], depth[from] + 1);
        }
      }
    }
    std::vector<std::vector<Index>> columns;
    for (Index index = 0; index < places_.size(); ++index) {
      if (!isAlone(index)) {
        columns.resize(std::max(columns.size(), depth[index] + 1));
        columns[depth[index]].push_back(index);
      }
    }
    position_.resize(places_.size());
    for (const std::vector<Index>& column : columns) {
      number(column);
    }
    for (int sweep = 0; sweep < SWEEPS; ++sweep) {
      for (std::vector<Index>& column : columns) {
        sortBy(column, sweep % 2 == 0 ? neededBy_ : needs_);
      }
    }
    return columns;
  }

 private:
  void add(Place place) {
    if (indices_.emplace(place.key, places_.size()).second) {
      places_.push_back(std::move(place));
    }
  }

  /// Who needs comes before what is needed, wherever there is no cycle.
  void findOrder() {
    std::vector<bool> isSeen(places_.size());
    std::vector<std::pair<Index, std::size_t>> open;
    for (Index start = places_.size(); start-- > 0;) {
      if (isSeen[start]) {
        continue;
      }
      isSeen[start] = true;
      open.emplace_back(start, 0);
      while (!open.empty()) {
        auto& [index, next] = open.back();
        if (next == needs_[index].size()) {
          order_.push_back(index);
          open.pop_back();
          continue;
        }
        const Index to = needs_[index][next++];
        if (!isSeen[to]) {
          isSeen[to] = true;
          open.emplace_back(to, 0);
        }
      }
    }
    std::ranges::reverse(order_);
    rank_.resize(places_.size());
    for (std::size_t rank = 0; rank < order_.size(); ++rank) {
      rank_[order_[rank]] = rank;
    }
  }

  void number(const std::vector<Index>& column) {
    const double middle = static_cast<double>(column.size() - 1) / 2;
    for (std::size_t row = 0; row < column.size(); ++row) {
      position_[column[row]] = static_cast<double>(row) - middle;
    }
  }

  void sortBy(std::vector<Index>& column, const std::vector<std::vector<Index>>& neighbours) {
    std::vector<std::pair<double, Index>> wanted;
    for (const Index index : column) {
      const std::vector<Index>& near = neighbours[index];
      const double sum = std::accumulate(
          near.begin(), near.end(), 0.0,
          [this](double total, Index neighbour) { return total + position_[neighbour]; });
      wanted.emplace_back(near.empty() ? position_[index] : sum / static_cast<double>(near.size()),
                          index);
    }
    std::ranges::stable_sort(wanted, {}, &std::pair<double, Index>::first);
    for (std::size_t row = 0; row < column.size(); ++row) {
      column[row] = wanted[row].second;
    }
    number(column);
  }

  std::vector<Place>& places_;
  std::unordered_map<std::string_view, Index> indices_;
  std::vector<std::vector<Index>> needs_;
  std::vector<std::vector<Index>> neededBy_;
  std::vector<Index> order_;
  std::vector<std::size_t> rank_;
  std::vector<double> position_;
};

int extent(std::size_t count, int size, int gap) {
  return count == 0 ? 0 : static_cast<int>(count) * (size + gap) - gap;
}

void placeColumns(GraphLayout& layout, const std::vector<std::vector<Index>>& columns) {
  std::size_t longest = 0;
  for (const std::vector<Index>& column : columns) {
    longest = std::max(longest, column.size());
  }
  const int height = extent(longest, GraphLayout::NODE_HEIGHT, GraphLayout::ROW_GAP);
  int x = GraphLayout::MARGIN;
  for (const std::vector<Index>& column : columns) {
    int y = GraphLayout::MARGIN +
            (height - extent(column.size(), GraphLayout::NODE_HEIGHT, GraphLayout::ROW_GAP)) / 2;
    for (const Index index : column) {
      layout.places[index].x = x;
      layout.places[index].y = y;
      y += GraphLayout::NODE_HEIGHT + GraphLayout::ROW_GAP;
    }
    x += GraphLayout::NODE_WIDTH + GraphLayout::COLUMN_GAP;
  }
  layout.height = GraphLayout::MARGIN + height;
}

/// Sorted, so that keys of one namespace stand together.
void placeGrid(GraphLayout& layout, std::vector<Index> alone, std::size_t columns) {
  if (alone.empty()) {
    return;
  }
  std::ranges::sort(alone, {}, [&](Index index) { return layout.places[index].key; });
  layout.headingY = layout.height + GraphLayout::HEADING_HEIGHT;
  const int top = layout.headingY + GraphLayout::ROW_GAP;
  const std::size_t rows = (alone.size() + columns - 1) / columns;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    Place& place = layout.places[alone[i]];
    place.x = GraphLayout::MARGIN +
              static_cast<int>(i / rows) * (GraphLayout::NODE_WIDTH + GraphLayout::ROW_GAP);
    place.y = top + static_cast<int>(i % rows) * (GraphLayout::NODE_HEIGHT + GraphLayout::ROW_GAP);
  }
  layout.height = top + extent(rows, GraphLayout::NODE_HEIGHT, GraphLayout::ROW_GAP);
}

}  // namespace

const Place* GraphLayout::find(std::string_view key) const {
  const auto found = std::ranges::find(places, key, &Place::key);
  return found == places.end() ? nullptr : &*found;
}

GraphLayout layOut(const ContainerGraph& graph) {
  GraphLayout layout;
  Columns columns(layout, graph);
  const std::vector<std::vector<Index>> arranged = columns.arrange();
  placeColumns(layout, arranged);

  std::vector<Index> alone;
  for (Index index = 0; index < layout.places.size(); ++index) {
    if (columns.isAlone(index)) {
      alone.push_back(index);
    }
  }
  placeGrid(layout, std::move(alone), std::max(arranged.size(), MIN_GRID_COLUMNS));

  for (const Place& place : layout.places) {
    layout.width = std::max(layout.width, place.x + GraphLayout::NODE_WIDTH);
  }
  layout.width += GraphLayout::MARGIN;
  layout.height += GraphLayout::MARGIN;
  return layout;
}

}  // namespace ignis
