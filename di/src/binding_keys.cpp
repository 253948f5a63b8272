#include "ignis/di/binding_keys.hpp"

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"

namespace ignis {

std::string BindingKeys::build(const BuildKeyOptions& options) {
  if (options.key.empty()) {
    throw getError({.message = fmt::format("[BindingKeys][build] Invalid key to build | key: {}",
                                           options.key)});
  }
  return options.ns.empty() ? std::string(options.key)
                            : fmt::format("{}.{}", options.ns, options.key);
}

}  // namespace ignis
