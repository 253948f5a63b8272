#include "ignis/di/binding_base.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "ignis/di/application_error.hpp"
#include "ignis/di/container.hpp"
#include "ignis/di/detail/resolution.hpp"
#include "ignis/di/detail/resolver.hpp"
#include "problems.hpp"

namespace ignis {

BindingBase::BindingBase(std::string key, const detail::TypeInfo& type)
    : hash_(detail::hashKey(key)), type_(&type), key_(std::move(key)) {
  if (key_.empty()) {
    throw getError({.message = "[Binding] Invalid key to bind | key: "});
  }
  if (const std::size_t dot = key_.find('.'); dot != std::string::npos && dot > 0) {
    addTag(std::string_view(key_).substr(0, dot));
  }
}

BindingBase::~BindingBase() = default;

bool BindingBase::hasTag(std::string_view tag) const {
  return std::ranges::find(tags_, tag) != tags_.end();
}

BindingMeta BindingBase::getBindingMeta(const BindingMetaOptions& options) const {
  const BindingValueTypes actual = valueType();
  if (actual != options.type) {
    throw getError(
        {.message = fmt::format("[getBindingMeta] Invalid resolver type, only {} is allowd | "
                                "resolverType: {} | optType: {} | key: {}",
                                nameOf(actual), nameOf(actual), nameOf(options.type), key_)});
  }
  return {.type = actual, .implementation = implementation(), .dependencies = dependencies()};
}

BindingValueTypes BindingBase::valueType() const {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  return resolver == nullptr ? BindingValueTypes::NONE : resolver->kind();
}

std::string_view BindingBase::implementation() const {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  return resolver == nullptr ? type_->name : resolver->implementation();
}

std::span<const Dependency> BindingBase::dependencies() const {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  return resolver == nullptr ? std::span<const Dependency>() : resolver->dependencies();
}

bool BindingBase::isConstructed() const {
  return cell() != nullptr || valueType() == BindingValueTypes::VALUE;
}

bool BindingBase::isBorrowable() const {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  return getScope() == BindingScopes::SINGLETON ||
         (resolver != nullptr && resolver->isBorrowable());
}

void BindingBase::clearCache() {
  cached_.store(nullptr, std::memory_order_release);
  refresh();
}

std::shared_ptr<void> BindingBase::resolveAny(Container& container) {
  return resolveObject(container).take();
}

detail::Resolved BindingBase::resolveObject(Container& container) {
  if (const auto* present = cell()) {
    return {.cell = present};
  }
  const detail::Resolver& resolver = requireResolver();
  if (getScope() == BindingScopes::TRANSIENT) {
    const detail::Resolution resolution(*this);
    return {.object = resolver.make(container)};
  }

  const std::lock_guard lock(container.singletons_.mutex());
  if (const auto* present = cell()) {
    return {.cell = present};
  }
  const detail::Resolution resolution(*this);
  std::shared_ptr<void> object = resolver.make(container);
  if (object == nullptr) {
    return {};
  }
  const auto* kept = container.singletons_.keep(shared_from_this(), std::move(object));
  cached_.store(kept, std::memory_order_release);
  ready_.store(kept, std::memory_order_release);
  return {.cell = kept};
}

void BindingBase::forget(const std::shared_ptr<void>* cell) {
  if (cached_.load(std::memory_order_acquire) == cell) {
    clearCache();
  }
}

void BindingBase::use(std::unique_ptr<detail::Resolver> resolver) {
  resolvers_.push_back(std::move(resolver));
  resolver_.store(resolvers_.back().get(), std::memory_order_release);
  refresh();
}

void BindingBase::addTag(std::string_view tag) {
  if (!hasTag(tag)) {
    tags_.emplace_back(tag);
  }
}

void BindingBase::changeScope(BindingScopes scope) {
  scope_.store(scope, std::memory_order_relaxed);
  refresh();
}

void BindingBase::addUpcast(const detail::TypeInfo& base, Upcast upcast) {
  upcasts_.emplace_back(&base, upcast);
}

std::shared_ptr<void> BindingBase::resolveWithoutContainer() const {
  if (const auto* present = cell()) {
    return *present;
  }
  const detail::Resolver& resolver = requireResolver();
  if (const auto* value = resolver.value()) {
    return *value;
  }
  throw getError(
      {.message = fmt::format(
           "[getValue] Invalid context/container to {} | type: {} | "
           "key: {}",
           resolver.kind() == BindingValueTypes::CLASS ? "instantiate class" : "get provider value",
           nameOf(resolver.kind()), key_)});
}

void BindingBase::throwNullValue() const {
  throw problems::error(
      fmt::format("[toValue] Invalid value, it is a null pointer | key: {} | cure: leave the key "
                  "unbound and inject it with optional(...)",
                  key_),
      key_, {key_});
}

const detail::Resolver& BindingBase::requireResolver() const {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  if (resolver == nullptr) {
    problems::Path path = detail::Resolution::pathTo(key_);
    const std::string message = problems::empty(key_, path);
    throw problems::error(message, key_, std::move(path));
  }
  return *resolver;
}

BindingBase::Upcast BindingBase::upcastTo(const detail::TypeInfo& base) const {
  if (&base == type_) {
    return [](void* object) { return object; };
  }
  for (const auto& [type, upcast] : upcasts_) {
    if (type == &base) {
      return upcast;
    }
  }
  throw problems::error(
      fmt::format("Binding key: {} does not resolve as that base class | bound: {} | requested: {} "
                  "| cure: declare it with as<Base>() where the key is bound",
                  key_, type_->name, base.name),
      key_, {key_});
}

// A singleton hands out what it cached, whatever was bound since; a value needs no making.
void BindingBase::refresh() {
  const detail::Resolver* resolver = resolver_.load(std::memory_order_acquire);
  if (getScope() == BindingScopes::SINGLETON) {
    ready_.store(cached_.load(std::memory_order_acquire), std::memory_order_release);
  } else {
    ready_.store(resolver == nullptr ? nullptr : resolver->value(), std::memory_order_release);
  }
}

}  // namespace ignis
