#include "ignis/helpers/env/environment.hpp"

#include <cstdlib>

namespace ignis {

std::string Environment::current() {
  std::string name = variable("NODE_ENV");
  return name.empty() ? std::string(DEVELOPMENT) : name;
}

std::string Environment::variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace ignis
