#pragma once

#include <string_view>

namespace ignis {

/// How long what a binding makes is kept: not at all, or as long as the container.
enum class BindingScopes { TRANSIENT, SINGLETON };

/// What a binding resolves to; `NONE` until one of the `to…` functions is called.
enum class BindingValueTypes { NONE, CLASS, VALUE, PROVIDER };

/// `singleton`, `provider`: the words of the documentation.
std::string_view nameOf(BindingScopes scope);
std::string_view nameOf(BindingValueTypes type);

}  // namespace ignis
