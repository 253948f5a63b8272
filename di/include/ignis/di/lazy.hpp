#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "ignis/di/binding_key.hpp"
#include "ignis/di/detail/lookup.hpp"

namespace ignis {

/// A dependency that is resolved at its first use, for what is bound after construction. It keeps
/// what it found; of values and singletons the container stays the owner, so two singletons may
/// hold each other lazily. Copies share the result. Safe from any thread; the container must
/// outlive it.
template <class T>
class Lazy {
 public:
  Lazy(Container& container, const BindingKey<T>& key)
      : state_(std::make_shared<State>(&container, key.view())) {}

  /// Already resolved: what a test hands to a class that takes a `Lazy`.
  explicit Lazy(std::shared_ptr<T> object)
      : state_(std::make_shared<State>(nullptr, detail::KeyView{"", 0, &detail::TypeOf<T>::info})) {
    keep(std::move(object));
  }

  /// True when the key is bound to something that can be resolved.
  bool isBound() const {
    return state_->found.load(std::memory_order_acquire) != nullptr ||
           detail::isResolvable(*state_->container, state_->key);
  }

  /// Throws `BindingError` while the key is not bound.
  std::shared_ptr<T> get() const { return std::static_pointer_cast<T>(*cell()); }
  T* operator->() const { return static_cast<T*>(cell()->get()); }
  T& operator*() const { return *operator->(); }

 private:
  struct State {
    State(Container* owner, const detail::KeyView& keyView) : container(owner), key(keyView) {}

    Container* container;
    detail::KeyView key;
    std::atomic<const std::shared_ptr<void>*> found = nullptr;
    std::mutex mutex{};
    std::shared_ptr<void> owned{};
  };

  const std::shared_ptr<void>* cell() const {
    if (const auto* found = state_->found.load(std::memory_order_acquire)) {
      return found;
    }
    detail::Resolved resolved = detail::resolve(*state_->container, state_->key);
    if (resolved.cell != nullptr) {
      state_->found.store(resolved.cell, std::memory_order_release);
      return resolved.cell;
    }
    return keep(std::move(resolved.object));
  }

  // Resolving happens before this lock is taken: a constructor may use the same Lazy.
  const std::shared_ptr<void>* keep(std::shared_ptr<void> object) const {
    const std::lock_guard lock(state_->mutex);
    if (const auto* found = state_->found.load(std::memory_order_acquire)) {
      return found;
    }
    state_->owned = std::move(object);
    state_->found.store(&state_->owned, std::memory_order_release);
    return &state_->owned;
  }

  std::shared_ptr<State> state_;
};

}  // namespace ignis
