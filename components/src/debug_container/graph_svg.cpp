#include "debug_container/graph_svg.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include "debug_container/graph_layout.hpp"
#include "embedded_page.hpp"

namespace ignis {

namespace {

using Edge = ContainerGraph::Edge;
using Node = ContainerGraph::Node;
using Place = GraphLayout::Place;

constexpr std::size_t KEY_CHARACTERS = 36;
constexpr std::size_t DETAIL_CHARACTERS = 44;

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The last characters, which tell keys and classes apart, with `…` for what is left out.
std::string shorten(std::string_view text, std::size_t limit) {
  std::size_t count = 0;
  std::size_t start = text.size();
  while (start > 0 && count < limit) {
    --start;
    count += isContinuation(text[start]) ? 0 : 1;
  }
  return start == 0 ? std::string(text) : "…" + std::string(text.substr(start));
}

std::string describe(const Node& node) {
  std::string text = fmt::format("{}, {}", nameOf(node.kind), nameOf(node.scope));
  if (!node.tags.empty()) {
    text += fmt::format(" · #{}", fmt::join(node.tags, " #"));
  }
  return text;
}

/// All of it, for the tool tip.
std::string title(const Place& place) {
  if (place.node == nullptr) {
    return fmt::format("{}\nnothing is bound", place.key);
  }
  return fmt::format("{}\n{}\n{}", place.key, place.node->implementation, describe(*place.node));
}

std::string_view fillOf(const Place& place) {
  if (place.node == nullptr) {
    return "#ffffff";
  }
  switch (place.node->kind) {
    case BindingValueTypes::CLASS:
      return "#e8f0fe";
    case BindingValueTypes::PROVIDER:
      return "#f3e8fd";
    case BindingValueTypes::VALUE:
      return "#e6f4ea";
    case BindingValueTypes::NONE:
      break;
  }
  return "#ffffff";
}

class Drawing {
 public:
  explicit Drawing(const ContainerGraph& graph) : graph_(graph), layout_(layOut(graph)) {}

  std::string draw() {
    print(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"13\" role=\"group\" "
        "aria-label=\"{2}\">\n",
        layout_.width, layout_.height, escapeMarkup("The bindings of " + graph_.name));
    drawArrowHeads();
    for (const Edge& edge : graph_.edges) {
      drawEdge(edge);
    }
    if (layout_.headingY != 0) {
      print(
          "<text class=\"heading\" x=\"{}\" y=\"{}\" fill=\"#5f6368\">Without dependencies on "
          "either side</text>\n",
          GraphLayout::MARGIN, layout_.headingY);
    }
    for (const Place& place : layout_.places) {
      drawNode(place);
    }
    return std::move(svg_) + "</svg>\n";
  }

 private:
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(svg_), format, std::forward<Args>(args)...);
  }

  void drawArrowHeads() {
    svg_ += "<defs>";
    for (const auto& [id, color] : {std::pair("arrow", "#80868b"), std::pair("fault", "#d93025")}) {
      print(
          "<marker id=\"{}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"9\" "
          "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 "
          "8z\" fill=\"{}\"/></marker>",
          id, color);
    }
    svg_ += "</defs>\n";
  }

  void drawEdge(const Edge& edge) {
    const Place& from = *layout_.find(edge.from);
    const Place& to = *layout_.find(edge.to);
    const int startX = from.x + GraphLayout::NODE_WIDTH;
    const int startY = from.y + GraphLayout::NODE_HEIGHT / 2;
    const int endY = to.y + GraphLayout::NODE_HEIGHT / 2;
    // One that closes a cycle leaves to the right and comes back from the left, visibly.
    const int bend = to.x > startX ? (to.x - startX) / 2 : GraphLayout::COLUMN_GAP;
    print(
        "<path class=\"edge{}{}\" data-from=\"{}\" data-to=\"{}\" d=\"M{} {}C{} {} {} {} {} {}\" "
        "fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"{} marker-end=\"url(#{})\"><title>{} → {}"
        "{}{}{}</title></path>\n",
        edge.isLazy || edge.isOptional ? " late" : "", edge.isFaulty ? " faulty" : "",
        escapeMarkup(edge.from), escapeMarkup(edge.to), startX, startY, startX + bend, startY,
        to.x - bend, endY, to.x, endY, edge.isFaulty ? "#d93025" : "#80868b",
        edge.isLazy || edge.isOptional ? " stroke-dasharray=\"5 4\"" : "",
        edge.isFaulty ? "fault" : "arrow", escapeMarkup(edge.from), escapeMarkup(edge.to),
        edge.isLazy ? ", late-bound" : "", edge.isOptional ? ", optional" : "",
        edge.isBorrowed ? ", borrowed" : "");
  }

  void drawNode(const Place& place) {
    print(
        "<g class=\"node {}{}\" data-key=\"{}\" transform=\"translate({} {})\"><title>{}</title>"
        "<rect width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"{}\"{}/>",
        place.node == nullptr ? "unbound" : nameOf(place.node->kind),
        place.isFaulty ? " faulty" : "", escapeMarkup(place.key), place.x, place.y,
        escapeMarkup(title(place)), GraphLayout::NODE_WIDTH, GraphLayout::NODE_HEIGHT,
        fillOf(place), place.isFaulty ? "#d93025" : "#9aa0a6", place.isFaulty ? 2 : 1,
        place.node == nullptr ? " stroke-dasharray=\"5 4\"" : "");
    const std::string mark = place.isFaulty ? "⚠ " : "";
    line(20, "key", "#202124", mark + shorten(place.key, KEY_CHARACTERS - mark.size() / 2));
    if (place.node == nullptr) {
      line(38, "detail", "#5f6368", "nothing is bound");
    } else {
      line(38, "detail", "#5f6368", shorten(place.node->implementation, DETAIL_CHARACTERS));
      line(54, "detail", "#5f6368", shorten(describe(*place.node), DETAIL_CHARACTERS));
    }
    svg_ += "</g>\n";
  }

  void line(int y, std::string_view what, std::string_view color, std::string_view text) {
    print("<text class=\"{}\" x=\"10\" y=\"{}\" fill=\"{}\"{}>{}</text>", what, y, color,
          what == "key" ? " font-weight=\"bold\"" : " font-size=\"11\"", escapeMarkup(text));
  }

  const ContainerGraph& graph_;
  const GraphLayout layout_;
  std::string svg_;
};

}  // namespace

std::string drawGraph(const ContainerGraph& graph) { return Drawing(graph).draw(); }

}  // namespace ignis
