#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/di/binding_scopes.hpp"
#include "ignis/di/dependency.hpp"
#include "ignis/di/detail/lookup.hpp"

namespace ignis {

namespace detail {
class Resolver;
}

struct BindingMetaOptions {
  BindingValueTypes type;
};

/// What `getBindingMeta` tells of a binding.
struct BindingMeta {
  BindingValueTypes type;
  std::string_view implementation;  ///< the class, the provider class, or the value's type
  std::span<const Dependency> dependencies;
};

/// A binding whose type is not known: what `findByTag` and `getBinding` hand out. Configure it
/// before other threads resolve it; resolving is safe from any thread.
class BindingBase : public std::enable_shared_from_this<BindingBase> {
 public:
  BindingBase(const BindingBase&) = delete;
  BindingBase& operator=(const BindingBase&) = delete;
  virtual ~BindingBase();

  const std::string& key() const { return key_; }
  std::uint64_t hash() const { return hash_; }
  const detail::TypeInfo& type() const { return *type_; }

  BindingScopes getScope() const { return scope_.load(std::memory_order_relaxed); }
  /// In the order they were added; the text before the first dot of the key comes first.
  const std::vector<std::string>& getTags() const { return tags_; }
  bool hasTag(std::string_view tag) const;

  /// Throws when the binding is not of that kind.
  BindingMeta getBindingMeta(const BindingMetaOptions& options) const;
  BindingValueTypes valueType() const;
  std::string_view implementation() const;
  std::span<const Dependency> dependencies() const;
  /// True for a value, and for a singleton that has been made.
  bool isConstructed() const;
  /// True when a reference to the object stays good: the container, or somebody else, keeps it.
  bool isBorrowable() const;

  /// The next use of a singleton makes a new one; the container keeps the old one for whoever
  /// borrowed it.
  void clearCache();

  /// The object as its own type.
  std::shared_ptr<void> resolveAny(Container& container);

  /// The object as a `Base` that was declared with `Binding<T>::as<Base>()`.
  template <class Base>
  std::shared_ptr<Base> resolveAs(Container& container) {
    const Upcast upcast = upcastTo(detail::TypeOf<Base>::info);
    std::shared_ptr<void> object = resolveAny(container);
    auto* base = static_cast<Base*>(upcast(object.get()));
    return std::shared_ptr<Base>(std::move(object), base);
  }

  /// Where a value or a made singleton lies; null when there is none yet. For the container.
  const std::shared_ptr<void>* cell() const { return ready_.load(std::memory_order_acquire); }
  /// The cell, made now if need be, or a fresh object; for the container.
  detail::Resolved resolveObject(Container& container);
  /// Forgets a singleton that is about to be destroyed.
  void forget(const std::shared_ptr<void>* cell);

 protected:
  using Upcast = void* (*)(void*);

  BindingBase(std::string key, const detail::TypeInfo& type);

  void use(std::unique_ptr<detail::Resolver> resolver);
  void addTag(std::string_view tag);
  void changeScope(BindingScopes scope);
  void addUpcast(const detail::TypeInfo& base, Upcast upcast);
  std::shared_ptr<void> resolveWithoutContainer() const;
  [[noreturn]] void throwNullValue() const;

 private:
  const detail::Resolver& requireResolver() const;
  Upcast upcastTo(const detail::TypeInfo& base) const;
  void refresh();

  std::uint64_t hash_;
  const detail::TypeInfo* type_;
  // What may be handed out without a lock: the cell of a transient value or of a cached singleton.
  std::atomic<const std::shared_ptr<void>*> ready_ = nullptr;
  std::atomic<const std::shared_ptr<void>*> cached_ = nullptr;
  std::atomic<const detail::Resolver*> resolver_ = nullptr;
  std::atomic<BindingScopes> scope_ = BindingScopes::TRANSIENT;
  std::string key_;
  std::vector<std::string> tags_;
  // Replaced ones stay: somebody may have borrowed their value.
  std::vector<std::unique_ptr<detail::Resolver>> resolvers_;
  std::vector<std::pair<const detail::TypeInfo*, Upcast>> upcasts_;
};

}  // namespace ignis
