#pragma once

#include <memory>

#include "ignis/di/binding_key.hpp"

namespace ignis {

class Container;

namespace detail {

/// What a key resolved to: the container's own cell of a value or singleton, which stays until the
/// container is cleared, or else a fresh object.
struct Resolved {
  const std::shared_ptr<void>* cell = nullptr;
  std::shared_ptr<void> object{};

  std::shared_ptr<void> take() && { return cell != nullptr ? *cell : std::move(object); }
};

/// Each throws `BindingError` when the key is unbound, of another type, or part of a cycle;
/// `resolve` and `borrow` also when there is no object.
Resolved resolve(Container& container, const KeyView& key);
std::shared_ptr<void> resolveOptional(Container& container, const KeyView& key);
/// The object of a value or singleton; throws for anything that the container does not keep.
void* borrow(Container& container, const KeyView& key);

bool isResolvable(const Container& container, const KeyView& key);

}  // namespace detail
}  // namespace ignis
