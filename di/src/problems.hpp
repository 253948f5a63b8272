#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ignis/di/binding_base.hpp"
#include "ignis/di/binding_error.hpp"

/// What can be wrong with a binding, in the words that resolving and validating share: one line
/// with the key, the path that led to it and the cure.
namespace ignis::problems {

using Path = std::vector<std::string>;

std::string unbound(std::string_view key, const Path& path);
std::string mistyped(const BindingBase& binding, const detail::TypeInfo& requested,
                     const Path& path);
std::string notBorrowable(const BindingBase& binding, const Path& path);
std::string circular(std::string_view key, const Path& path);
std::string empty(std::string_view key, const Path& path);
std::string nothing(std::string_view key, const Path& path);

/// The error that says `message`.
BindingError error(std::string message, std::string_view key, Path path);

}  // namespace ignis::problems
