#include "ignis/di/detail/singleton_store.hpp"

#include <utility>

#include "ignis/di/binding_base.hpp"

namespace ignis::detail {

const std::shared_ptr<void>* SingletonStore::keep(std::shared_ptr<BindingBase> binding,
                                                  std::shared_ptr<void> object) {
  entries_.push_back({.binding = std::move(binding), .object = std::move(object)});
  return &entries_.back().object;
}

void SingletonStore::destroyAll() {
  const std::lock_guard lock(mutex_);
  while (!entries_.empty()) {
    entries_.back().binding->forget(&entries_.back().object);
    // Off the list first: a destructor may resolve another singleton.
    const Entry last = std::move(entries_.back());
    entries_.pop_back();
  }
}

}  // namespace ignis::detail
