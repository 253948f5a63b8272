#include "ignis/di/container.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "problems.hpp"

namespace ignis {

Container::Container(ContainerOptions options) : scope_(std::move(options.scope)) {}

Container::~Container() { reset(); }

void Container::set(std::shared_ptr<BindingBase> binding) {
  if (binding == nullptr) {
    throw getError({.message = "[Container][set] Invalid binding, it is a null pointer"});
  }
  const std::lock_guard lock(mutex_);
  const BindingBase* present = table_.find(binding->hash(), binding->key());
  table_.put(*binding);
  if (present == nullptr) {
    bindings_.push_back(std::move(binding));
  } else if (present != binding.get()) {
    const auto position = std::ranges::find(bindings_, present, &std::shared_ptr<BindingBase>::get);
    retired_.push_back(std::exchange(*position, std::move(binding)));
  }
}

std::shared_ptr<BindingBase> Container::getBinding(const KeyArgs& args) const {
  return withKey(args.ns, args.key, [&](std::string_view key, std::uint64_t hash) {
    BindingBase* binding = table_.find(hash, key);
    return binding == nullptr ? nullptr : binding->shared_from_this();
  });
}

bool Container::isBound(const KeyArgs& args) const {
  return withKey(args.ns, args.key, [&](std::string_view key, std::uint64_t hash) {
    return table_.find(hash, key) != nullptr;
  });
}

bool Container::unbind(const KeyArgs& args) {
  return withKey(args.ns, args.key,
                 [&](std::string_view key, std::uint64_t hash) { return remove(hash, key); });
}

std::vector<std::shared_ptr<BindingBase>> Container::findByTag(const FindByTagArgs& args) const {
  std::vector<std::shared_ptr<BindingBase>> found = getBindings();
  std::erase_if(found, [&](const std::shared_ptr<BindingBase>& binding) {
    return !binding->hasTag(args.tag) ||
           std::ranges::find(args.exclude, binding->key()) != args.exclude.end();
  });
  return found;
}

std::vector<std::shared_ptr<BindingBase>> Container::findByTag(std::string_view tag) const {
  return findByTag({.tag = tag});
}

std::vector<std::shared_ptr<BindingBase>> Container::getBindings() const {
  const std::lock_guard lock(mutex_);
  return bindings_;
}

void Container::clear() { singletons_.destroyAll(); }

void Container::reset() {
  singletons_.destroyAll();
  std::vector<std::shared_ptr<BindingBase>> removed;
  {
    const std::lock_guard lock(mutex_);
    table_.clear();
    removed = std::exchange(retired_, {});
    std::ranges::move(bindings_, std::back_inserter(removed));
    bindings_.clear();
  }
  // Without the lock, last one first: destructors of values may use the container.
  while (!removed.empty()) {
    removed.pop_back();
  }
}

std::shared_ptr<void> Container::resolveUncached(BindingBase* binding, const detail::KeyView& key,
                                                 bool isOptional) {
  if (binding == nullptr && isOptional) {
    return nullptr;
  }
  return require(binding, key).resolveAny(*this);
}

BindingBase* Container::checkType(BindingBase* binding, const detail::KeyView& key) {
  if (binding != nullptr && &binding->type() != key.type) {
    problems::Path path = detail::Resolution::pathTo(key.name);
    const std::string message = problems::mistyped(*binding, *key.type, path);
    throw problems::error(message, key.name, std::move(path));
  }
  return binding;
}

BindingBase& Container::require(BindingBase* binding, const detail::KeyView& key) {
  if (binding == nullptr) {
    problems::Path path = detail::Resolution::pathTo(key.name);
    const std::string message = problems::unbound(key.name, path);
    throw problems::error(message, key.name, std::move(path));
  }
  return *checkType(binding, key);
}

std::shared_ptr<BindingBase> Container::getTypedBinding(const detail::KeyView& key) const {
  BindingBase* binding = checkType(table_.find(key.hash, key.name), key);
  return binding == nullptr ? nullptr : binding->shared_from_this();
}

bool Container::remove(std::uint64_t hash, std::string_view key) {
  const std::lock_guard lock(mutex_);
  const BindingBase* present = table_.find(hash, key);
  if (present == nullptr) {
    return false;
  }
  table_.erase(*present);
  const auto position = std::ranges::find(bindings_, present, &std::shared_ptr<BindingBase>::get);
  retired_.push_back(std::move(*position));
  bindings_.erase(position);
  return true;
}

namespace detail {
namespace {

[[noreturn]] void throwNothing(const KeyView& key) {
  problems::Path path = Resolution::pathTo(key.name);
  const std::string message = problems::nothing(key.name, path);
  throw problems::error(message, key.name, std::move(path));
}

}  // namespace

Resolved resolve(Container& container, const KeyView& key) {
  BindingBase* binding = container.table_.find(key.hash, key.name);
  if (const std::shared_ptr<void>* cell = Container::cellOf(binding, key)) {
    return {.cell = cell};
  }
  Resolved resolved = Container::require(binding, key).resolveObject(container);
  if (resolved.cell == nullptr && resolved.object == nullptr) {
    throwNothing(key);
  }
  return resolved;
}

std::shared_ptr<void> resolveOptional(Container& container, const KeyView& key) {
  return container.resolveUncached(container.table_.find(key.hash, key.name), key, true);
}

void* borrow(Container& container, const KeyView& key) {
  BindingBase* found = container.table_.find(key.hash, key.name);
  if (const std::shared_ptr<void>* cell = Container::cellOf(found, key)) {
    return cell->get();
  }
  BindingBase& binding = Container::require(found, key);
  if (binding.valueType() != BindingValueTypes::NONE && !binding.isBorrowable()) {
    problems::Path path = Resolution::pathTo(key.name);
    const std::string message = problems::notBorrowable(binding, path);
    throw problems::error(message, key.name, std::move(path));
  }
  const std::shared_ptr<void> object = binding.resolveObject(container).take();
  if (object == nullptr) {
    throwNothing(key);
  }
  return object.get();
}

bool isResolvable(const Container& container, const KeyView& key) {
  const BindingBase* binding = Container::checkType(container.table_.find(key.hash, key.name), key);
  return binding != nullptr && binding->valueType() != BindingValueTypes::NONE;
}

}  // namespace detail
}  // namespace ignis
