#pragma once

#include <string>
#include <vector>

#include "ignis/di/binding_scopes.hpp"

namespace ignis {

/// The bindings of a container and what they depend on, copied out at one moment, to look at.
struct ContainerGraph {
  struct Node {
    std::string key;
    std::string type;  ///< what the key resolves to
    std::string implementation;
    BindingValueTypes kind = BindingValueTypes::NONE;
    BindingScopes scope = BindingScopes::TRANSIENT;
    std::vector<std::string> tags{};
    bool isConstructed = false;
  };

  struct Edge {
    std::string from;
    std::string to;
    bool isOptional = false;
    bool isLazy = false;
    bool isBorrowed = false;
    bool isMissing = false;  ///< nothing is bound to `to`
  };

  std::string name;
  std::vector<Node> nodes{};  ///< in the order of binding
  std::vector<Edge> edges{};

  std::string toText() const;
  std::string toJson() const;
  /// For Graphviz: `dot -Tsvg`.
  std::string toDot() const;
};

}  // namespace ignis
