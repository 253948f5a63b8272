#include "problems.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace ignis::problems {
namespace {

std::string line(std::string_view what, const Path& path, std::string_view cure) {
  return fmt::format("{} | path: {} | cure: {}", what, fmt::join(path, " -> "), cure);
}

}  // namespace

std::string unbound(std::string_view key, const Path& path) {
  return line(fmt::format("Binding key: {} is not bounded in context!", key), path,
              path.size() > 1 ? "bind the key, or inject it with optional(...) or lazy(...)"
                              : "bind the key, or get it with .isOptional = true");
}

std::string mistyped(const BindingBase& binding, const detail::TypeInfo& requested,
                     const Path& path) {
  return line(fmt::format("Binding key: {} is bound to another type | bound: {} | requested: {}",
                          binding.key(), binding.type().name, requested.name),
              path,
              "bind and request the key as the same type, for an interface with toClass<Class>()");
}

std::string notBorrowable(const BindingBase& binding, const Path& path) {
  return line(fmt::format("Binding key: {} is transient and cannot be injected by reference",
                          binding.key()),
              path, "setScope(BindingScopes::SINGLETON), or take it as std::shared_ptr");
}

std::string circular(std::string_view key, const Path& path) {
  return line(fmt::format("Binding key: {} depends on itself", key), path,
              "inject one of these keys with lazy(...)");
}

std::string empty(std::string_view key, const Path& path) {
  return line(fmt::format("[getValue] Invalid value type | valueType: undefined | key: {}", key),
              path, "call toValue, toClass or toProvider on the binding");
}

std::string nothing(std::string_view key, const Path& path) {
  return line(fmt::format("Binding key: {} resolves to a null pointer", key), path,
              "return an object from its provider, or inject it with optional(...)");
}

BindingError error(std::string message, std::string_view key, Path path) {
  return BindingError(
      {.message = std::move(message), .key = std::string(key), .path = std::move(path)});
}

}  // namespace ignis::problems
