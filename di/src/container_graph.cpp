#include "ignis/di/container_graph.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

using Node = ContainerGraph::Node;
using Edge = ContainerGraph::Edge;

bool isContinuation(std::string_view text, std::size_t index) {
  return index < text.size() && (static_cast<unsigned char>(text[index]) & 0xC0U) == 0x80U;
}

/// The length of the UTF-8 sequence at `index`; 0 when there is none.
std::size_t sequenceLength(std::string_view text, std::size_t index) {
  const auto lead = static_cast<unsigned char>(text[index]);
  if (lead < 0x80) {
    return 1;
  }
  const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!isContinuation(text, index + i)) {
      return 0;
    }
  }
  if (length > 2) {
    // Overlong forms, surrogates, and what lies above U+10FFFF.
    const auto second = static_cast<unsigned char>(text[index + 1]);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90)) {
      return 0;
    }
  }
  return length;
}

std::string jsonString(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequenceLength(text, i);
    const char c = text[i];
    if (length == 0) {
      quoted += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(quoted), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += text.substr(i, length);
    }
    i += length == 0 ? 1 : length;
  }
  return quoted + '"';
}

/// A quoted DOT string, where a backslash before anything but a quote is taken literally in names
/// and as an escape in labels: doubled it means the same in both.
std::string dotString(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return quoted + '"';
}

std::vector<std::string_view> marksOf(const Edge& edge) {
  std::vector<std::string_view> marks;
  if (edge.isOptional) {
    marks.push_back("optional");
  }
  if (edge.isLazy) {
    marks.push_back("lazy");
  }
  if (edge.isBorrowed) {
    marks.push_back("borrowed");
  }
  if (edge.isMissing) {
    marks.push_back("missing");
  }
  return marks;
}

}  // namespace

ContainerGraph Container::inspect() const {
  ContainerGraph graph{.name = scope_};
  const auto bindings = getBindings();
  for (const auto& binding : bindings) {
    graph.nodes.push_back({.key = binding->key(),
                           .type = std::string(binding->type().name),
                           .implementation = std::string(binding->implementation()),
                           .kind = binding->valueType(),
                           .scope = binding->getScope(),
                           .tags = binding->getTags(),
                           .isConstructed = binding->isConstructed()});
    for (const Dependency& dependency : binding->dependencies()) {
      const detail::KeyView& key = dependency.key;
      graph.edges.push_back({.from = binding->key(),
                             .to = std::string(key.name),
                             .isOptional = dependency.isOptional,
                             .isLazy = dependency.isLazy,
                             .isBorrowed = dependency.isBorrowed,
                             .isMissing = table_.find(key.hash, key.name) == nullptr});
    }
  }
  return graph;
}

std::string ContainerGraph::toText() const {
  std::string text =
      fmt::format("{} | bindings: {} | dependencies: {}\n", name, nodes.size(), edges.size());
  auto out = std::back_inserter(text);
  std::unordered_map<std::string_view, std::vector<const Edge*>> edgesFrom;
  for (const Edge& edge : edges) {
    edgesFrom[edge.from].push_back(&edge);
  }
  for (const Node& node : nodes) {
    fmt::format_to(out, "{} | {} {} | {}{}", node.key, nameOf(node.kind), node.implementation,
                   nameOf(node.scope), node.isConstructed ? ", constructed" : "");
    if (!node.tags.empty()) {
      fmt::format_to(out, " | tags: {}", fmt::join(node.tags, ", "));
    }
    text += '\n';
    for (const Edge* edge : edgesFrom[node.key]) {
      const auto marks = marksOf(*edge);
      fmt::format_to(out, "  -> {}", edge->to);
      if (!marks.empty()) {
        fmt::format_to(out, " ({})", fmt::join(marks, ", "));
      }
      text += '\n';
    }
  }
  return text;
}

std::string ContainerGraph::toJson() const {
  std::vector<std::string> nodeTexts;
  for (const Node& node : nodes) {
    std::vector<std::string> tagTexts;
    for (const std::string& tag : node.tags) {
      tagTexts.push_back(jsonString(tag));
    }
    nodeTexts.push_back(fmt::format(
        R"({{"key":{},"type":{},"implementation":{},"kind":"{}","scope":"{}","tags":[{}],)"
        R"("isConstructed":{}}})",
        jsonString(node.key), jsonString(node.type), jsonString(node.implementation),
        nameOf(node.kind), nameOf(node.scope), fmt::join(tagTexts, ","), node.isConstructed));
  }
  std::vector<std::string> edgeTexts;
  for (const Edge& edge : edges) {
    edgeTexts.push_back(fmt::format(
        R"({{"from":{},"to":{},"isOptional":{},"isLazy":{},"isBorrowed":{},"isMissing":{}}})",
        jsonString(edge.from), jsonString(edge.to), edge.isOptional, edge.isLazy, edge.isBorrowed,
        edge.isMissing));
  }
  return fmt::format(R"({{"name":{},"nodes":[{}],"edges":[{}]}})", jsonString(name),
                     fmt::join(nodeTexts, ","), fmt::join(edgeTexts, ","));
}

std::string ContainerGraph::toDot() const {
  std::string text =
      fmt::format("digraph {} {{\n  rankdir=LR;\n  node [shape=box];\n", dotString(name));
  auto out = std::back_inserter(text);
  for (const Node& node : nodes) {
    fmt::format_to(out, "  {} [label={}];\n", dotString(node.key),
                   dotString(fmt::format("{}\n{}\n{}, {}", node.key, node.implementation,
                                         nameOf(node.kind), nameOf(node.scope))));
  }
  std::unordered_set<std::string_view> missing;
  for (const Edge& edge : edges) {
    if (edge.isMissing && missing.insert(edge.to).second) {
      fmt::format_to(out, "  {} [style=dashed, color=red];\n", dotString(edge.to));
    }
    fmt::format_to(out, "  {} -> {}", dotString(edge.from), dotString(edge.to));
    if (const auto marks = marksOf(edge); !marks.empty()) {
      fmt::format_to(out, " [label=\"{}\"{}]", fmt::join(marks, ", "),
                     edge.isOptional || edge.isLazy ? ", style=dashed" : "");
    }
    text += ";\n";
  }
  return text + "}\n";
}

}  // namespace ignis
