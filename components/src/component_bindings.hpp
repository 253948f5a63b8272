#pragma once

#include <memory>
#include <string>

#include "ignis/di/application_error.hpp"
#include "ignis/di/binding.hpp"
#include "ignis/di/binding_error.hpp"
#include "ignis/di/container.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// What the user has bound, or what such a thing is by default.
template <class T>
T valueOr(Container& container, const BindingKey<T>& key) {
  const std::shared_ptr<T> bound = container.get(key, {.isOptional = true});
  return bound == nullptr ? T{} : *bound;
}

template <class T>
std::shared_ptr<BindingBase> defaultBinding(const BindingKey<T>& key) {
  auto binding = Binding<T>::bind(key);
  binding->toValue(T{});
  return binding;
}

/// Never null. Throws `invalid` when nothing is bound, and so when what is bound is of another type
/// or fails to resolve.
inline std::shared_ptr<DefaultRedisHelper> redisConnectionOf(
    Container& container, const BindingKey<DefaultRedisHelper>& key, const char* invalid) {
  std::shared_ptr<DefaultRedisHelper> connection;
  try {
    connection = container.get(key, {.isOptional = true});
  } catch (const BindingError& error) {
    throw getError({.message = std::string(invalid) + " | error: " + error.what()});
  }
  if (connection == nullptr) {
    throw getError({.message = invalid});
  }
  return connection;
}

}  // namespace ignis
