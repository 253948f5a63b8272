#include "ignis/di/binding_scopes.hpp"

namespace ignis {

std::string_view nameOf(BindingScopes scope) {
  return scope == BindingScopes::SINGLETON ? "singleton" : "transient";
}

std::string_view nameOf(BindingValueTypes type) {
  switch (type) {
    case BindingValueTypes::CLASS:
      return "class";
    case BindingValueTypes::VALUE:
      return "value";
    case BindingValueTypes::PROVIDER:
      return "provider";
    case BindingValueTypes::NONE:
      break;
  }
  return "undefined";
}

}  // namespace ignis
