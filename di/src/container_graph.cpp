#include "ignis/di/container_graph.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/di/container.hpp"
#include "validation.hpp"

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

/// Each key of a path needs the next one; a path of one key is about that binding.
void markFaulty(ContainerGraph& graph, const ContainerGraph::Problem& problem) {
  const std::vector<std::string>& path = problem.path;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    for (Edge& edge : graph.edges) {
      edge.isFaulty = edge.isFaulty || (edge.from == path[i] && edge.to == path[i + 1]);
    }
  }
  for (Node& node : graph.nodes) {
    node.isFaulty = node.isFaulty || std::ranges::find(path, node.key) != path.end();
  }
}

std::string jsonStrings(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) {
    quoted.push_back(jsonString(text));
  }
  return fmt::format("[{}]", fmt::join(quoted, ","));
}

std::string labelOf(const Node& node) {
  std::string label = fmt::format("{}\n{}\n{}, {}", node.key, node.implementation,
                                  nameOf(node.kind), nameOf(node.scope));
  if (!node.tags.empty()) {
    label += fmt::format("\ntags: {}", fmt::join(node.tags, ", "));
  }
  return label;
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
  graph.problems = validateBindings(bindings);
  for (const ContainerGraph::Problem& problem : graph.problems) {
    markFaulty(graph, problem);
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
  for (const Problem& problem : problems) {
    fmt::format_to(out, "problem: {}\n", problem.message);
  }
  return text;
}

std::string ContainerGraph::toJson() const {
  std::vector<std::string> nodeTexts;
  for (const Node& node : nodes) {
    nodeTexts.push_back(fmt::format(
        R"({{"key":{},"type":{},"implementation":{},"kind":"{}","scope":"{}","tags":{},)"
        R"("isConstructed":{},"isFaulty":{}}})",
        jsonString(node.key), jsonString(node.type), jsonString(node.implementation),
        nameOf(node.kind), nameOf(node.scope), jsonStrings(node.tags), node.isConstructed,
        node.isFaulty));
  }
  std::vector<std::string> edgeTexts;
  for (const Edge& edge : edges) {
    edgeTexts.push_back(fmt::format(
        R"({{"from":{},"to":{},"isOptional":{},"isLazy":{},"isBorrowed":{},"isMissing":{},)"
        R"("isFaulty":{}}})",
        jsonString(edge.from), jsonString(edge.to), edge.isOptional, edge.isLazy, edge.isBorrowed,
        edge.isMissing, edge.isFaulty));
  }
  std::vector<std::string> problemTexts;
  for (const Problem& problem : problems) {
    problemTexts.push_back(fmt::format(R"({{"message":{},"path":{}}})", jsonString(problem.message),
                                       jsonStrings(problem.path)));
  }
  return fmt::format(R"({{"name":{},"nodes":[{}],"edges":[{}],"problems":[{}]}})", jsonString(name),
                     fmt::join(nodeTexts, ","), fmt::join(edgeTexts, ","),
                     fmt::join(problemTexts, ","));
}

std::string ContainerGraph::toDot() const {
  std::string text =
      fmt::format("digraph {} {{\n  rankdir=LR;\n  node [shape=box];\n", dotString(name));
  auto out = std::back_inserter(text);
  for (const Node& node : nodes) {
    fmt::format_to(out, "  {} [label={}{}];\n", dotString(node.key), dotString(labelOf(node)),
                   node.isFaulty ? ", color=red" : "");
  }
  // What an optional or lazy dependency finds later, or never, is no problem.
  std::map<std::string_view, bool> missing;
  for (const Edge& edge : edges) {
    if (edge.isMissing) {
      missing[edge.to] |= edge.isFaulty;
    }
  }
  for (const auto& [key, isFaulty] : missing) {
    fmt::format_to(out, "  {} [style=dashed{}];\n", dotString(key), isFaulty ? ", color=red" : "");
  }
  for (const Edge& edge : edges) {
    std::vector<std::string> attributes;
    if (const auto marks = marksOf(edge); !marks.empty()) {
      attributes.push_back(fmt::format("label=\"{}\"", fmt::join(marks, ", ")));
    }
    if (edge.isOptional || edge.isLazy) {
      attributes.emplace_back("style=dashed");
    }
    if (edge.isFaulty) {
      attributes.emplace_back("color=red");
    }
    fmt::format_to(out, "  {} -> {}", dotString(edge.from), dotString(edge.to));
    if (!attributes.empty()) {
      fmt::format_to(out, " [{}]", fmt::join(attributes, ", "));
    }
    text += ";\n";
  }
  return text + "}\n";
}

}  // namespace ignis
