#include "ignis/di/detail/binding_table.hpp"

#include <utility>

namespace ignis::detail {
namespace {

constexpr std::size_t INITIAL_CAPACITY = 64;

}  // namespace

BindingTable::BindingTable() { publish(std::make_unique<Slots>(INITIAL_CAPACITY)); }

void BindingTable::put(BindingBase& binding) {
  if (find(binding.hash(), binding.key()) == nullptr) {
    ++size_;
    const Slots& slots = *current_.load(std::memory_order_relaxed);
    if (2 * size_ > slots.mask + 1) {
      publish(copyWithout(2 * (slots.mask + 1), nullptr));
    }
  }
  insert(*current_.load(std::memory_order_relaxed), binding);
}

void BindingTable::erase(const BindingBase& binding) {
  // A gap would end the search for keys behind it, so the table is built again.
  auto slots = copyWithout(current_.load(std::memory_order_relaxed)->mask + 1, &binding);
  generations_.clear();
  publish(std::move(slots));
  --size_;
}

void BindingTable::clear() {
  generations_.clear();
  publish(std::make_unique<Slots>(INITIAL_CAPACITY));
  size_ = 0;
}

void BindingTable::insert(Slots& slots, BindingBase& binding) {
  for (std::size_t i = binding.hash() & slots.mask;; i = (i + 1) & slots.mask) {
    const BindingBase* present = slots.bindings[i].load(std::memory_order_relaxed);
    if (present == nullptr ||
        (present->hash() == binding.hash() && present->key() == binding.key())) {
      slots.bindings[i].store(&binding, std::memory_order_release);
      return;
    }
  }
}

void BindingTable::publish(std::unique_ptr<Slots> slots) {
  current_.store(slots.get(), std::memory_order_release);
  generations_.push_back(std::move(slots));
}

std::unique_ptr<BindingTable::Slots> BindingTable::copyWithout(std::size_t capacity,
                                                               const BindingBase* excluded) const {
  auto copy = std::make_unique<Slots>(capacity);
  for (const auto& slot : current_.load(std::memory_order_relaxed)->bindings) {
    BindingBase* binding = slot.load(std::memory_order_relaxed);
    if (binding != nullptr && binding != excluded) {
      insert(*copy, *binding);
    }
  }
  return copy;
}

}  // namespace ignis::detail
