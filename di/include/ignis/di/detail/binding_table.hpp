#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "ignis/di/binding_base.hpp"

namespace ignis::detail {

/// Keys to bindings, open addressing. `find` takes no lock and may run while `put` does; `put` and
/// `erase` are called one at a time, `erase` only while nobody reads. Does not own the bindings.
class BindingTable {
 public:
  BindingTable();

  BindingBase* find(std::uint64_t hash, std::string_view key) const noexcept {
    const Slots& slots = *current_.load(std::memory_order_acquire);
    for (std::size_t i = hash & slots.mask;; i = (i + 1) & slots.mask) {
      BindingBase* binding = slots.bindings[i].load(std::memory_order_acquire);
      if (binding == nullptr || (binding->hash() == hash && binding->key() == key)) {
        return binding;
      }
    }
  }

  /// Adds a binding, or replaces the one of the same key.
  void put(BindingBase& binding);
  void erase(const BindingBase& binding);
  void clear();

 private:
  struct Slots {
    explicit Slots(std::size_t capacity) : mask(capacity - 1), bindings(capacity) {}

    std::size_t mask;  // the capacity is a power of two and at least twice the size
    std::vector<std::atomic<BindingBase*>> bindings;
  };

  static void insert(Slots& slots, BindingBase& binding);
  void publish(std::unique_ptr<Slots> slots);
  std::unique_ptr<Slots> copyWithout(std::size_t capacity, const BindingBase* excluded) const;

  std::atomic<Slots*> current_ = nullptr;
  // Outgrown tables stay: a reader may still be in one. They add up to less than the current one.
  std::vector<std::unique_ptr<Slots>> generations_;
  std::size_t size_ = 0;
};

}  // namespace ignis::detail
