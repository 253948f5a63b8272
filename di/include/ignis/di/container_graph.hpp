#pragma once

#include <string>
#include <vector>

#include "ignis/di/binding_scopes.hpp"

namespace ignis {

/// The bindings of a container and what they depend on, copied out at one moment, to look at.
/// It has no values: what is bound may be a secret.
struct ContainerGraph {
  struct Node {
    std::string key;
    std::string type;  ///< what the key resolves to
    std::string implementation;
    BindingValueTypes kind = BindingValueTypes::NONE;
    BindingScopes scope = BindingScopes::TRANSIENT;
    std::vector<std::string> tags{};
    bool isConstructed = false;
    bool isFaulty = false;  ///< part of a problem
  };

  struct Edge {
    std::string from;
    std::string to;
    bool isOptional = false;
    bool isLazy = false;
    bool isBorrowed = false;
    bool isMissing = false;  ///< nothing is bound to `to`
    bool isFaulty = false;   ///< part of a problem
  };

  /// What `Container::validate` would throw.
  struct Problem {
    std::string message;
    std::vector<std::string> path{};  ///< keys, each of which needs the next one
  };

  std::string name;
  std::vector<Node> nodes{};  ///< in the order of binding
  std::vector<Edge> edges{};
  std::vector<Problem> problems{};

  std::string toText() const;
  std::string toJson() const;
  /// For Graphviz: `dot -Tsvg`.
  std::string toDot() const;
};

}  // namespace ignis
