#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ignis/di/binding.hpp"
#include "ignis/di/binding_error.hpp"
#include "ignis/di/binding_key.hpp"
#include "ignis/di/binding_keys.hpp"
#include "ignis/di/container_graph.hpp"
#include "ignis/di/detail/binding_table.hpp"
#include "ignis/di/detail/lookup.hpp"
#include "ignis/di/detail/resolution.hpp"
#include "ignis/di/detail/singleton_store.hpp"
#include "ignis/di/lazy.hpp"
#include "ignis/di/provider.hpp"

namespace ignis {

struct ContainerOptions {
  std::string scope = "Container";
};

struct GetOptions {
  bool isOptional = false;
};

/// A key as text: the whole key, or a namespace and a key.
struct GetArgs {
  std::string_view ns{};
  std::string_view key;
  bool isOptional = false;
};

struct KeyArgs {
  std::string_view ns{};
  std::string_view key;
};

struct FindByTagArgs {
  std::string_view tag;
  std::vector<std::string> exclude{};
};

/// Keys, what is bound to them, and the singletons made of that, which live as long as the
/// container and die in reverse order of their creation. Resolving is safe from any thread at any
/// time, also while keys are added; replacing or removing keys, `clear` and `reset` need the
/// container alone.
class Container {
 public:
  explicit Container(ContainerOptions options = {});
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  virtual ~Container();

  const std::string& getScope() const { return scope_; }

  /// Registers an empty binding at once. A key that exists is replaced and keeps its position.
  template <class T>
  Binding<T>& bind(const BindingKey<T>& key) {
    return add(Binding<T>::bind(key));
  }
  template <class T>
  Binding<T>& bind(BindOptions options) {
    return add(Binding<T>::bind(std::move(options)));
  }

  /// Registers a binding that is configured already, so that other threads see it whole.
  void set(std::shared_ptr<BindingBase> binding);

  /// Throws `BindingError` when the key is not bound, unless it is optional: then null.
  template <class T>
  std::shared_ptr<T> get(const BindingKey<T>& key, GetOptions options = {}) {
    return resolveKey<T>(key.view(), options.isOptional);
  }
  template <class T>
  std::shared_ptr<T> get(const GetArgs& args) {
    return withKey(args.ns, args.key, [&](std::string_view key, std::uint64_t hash) {
      return resolveKey<T>({key, hash, &detail::TypeOf<T>::info}, args.isOptional);
    });
  }

  /// A value or singleton without sharing it, which spares the reference count: the container keeps
  /// it until it is cleared. Throws for a transient.
  template <class T>
  T& borrow(const BindingKey<T>& key) {
    return *static_cast<T*>(detail::borrow(*this, key.view()));
  }

  /// Many at once, null for each that is not bound: a tuple for typed keys, else a list.
  template <class... T>
  std::tuple<std::shared_ptr<T>...> gets(const BindingKey<T>&... keys) {
    return std::tuple<std::shared_ptr<T>...>{resolveKey<T>(keys.view(), true)...};
  }
  template <class T>
  std::vector<std::shared_ptr<T>> gets(std::initializer_list<GetArgs> bindings);

  /// Null when the key is not bound; throws when it is bound as another type.
  template <class T>
  std::shared_ptr<Binding<T>> getBinding(const BindingKey<T>& key) const {
    return std::static_pointer_cast<Binding<T>>(getTypedBinding(key.view()));
  }
  std::shared_ptr<BindingBase> getBinding(const KeyArgs& args) const;

  template <class T>
  bool isBound(const BindingKey<T>& key) const {
    return table_.find(key.hash, key.name) != nullptr;
  }
  bool isBound(const KeyArgs& args) const;

  /// True when something was removed.
  template <class T>
  bool unbind(const BindingKey<T>& key) {
    return remove(key.hash, key.name);
  }
  bool unbind(const KeyArgs& args);

  /// In the order of binding.
  std::vector<std::shared_ptr<BindingBase>> findByTag(const FindByTagArgs& args) const;
  std::vector<std::shared_ptr<BindingBase>> findByTag(std::string_view tag) const;
  std::vector<std::shared_ptr<BindingBase>> getBindings() const;

  /// Constructs a class with what its `inject` list names; registers nothing.
  template <class Class>
  std::shared_ptr<Class> instantiate();
  template <class Class>
  std::shared_ptr<Class> resolve() {
    return instantiate<Class>();
  }

  /// Destroys the singletons; the bindings stay and make new ones.
  void clear();
  /// Destroys the singletons and removes the bindings.
  void reset();

  /// Throws one `BindingError` with a line for each dependency that is unbound, of another type,
  /// borrowed though it is transient, or part of a cycle. Constructs nothing.
  void validate() const;
  /// The lines of `validate`; empty when all is well.
  std::vector<std::string> findProblems() const;

  ContainerGraph inspect() const;

 private:
  friend class BindingBase;
  friend detail::Resolved detail::resolve(Container&, const detail::KeyView&);
  friend std::shared_ptr<void> detail::resolveOptional(Container&, const detail::KeyView&);
  friend void* detail::borrow(Container&, const detail::KeyView&);
  friend bool detail::isResolvable(const Container&, const detail::KeyView&);

  template <class T>
  Binding<T>& add(std::shared_ptr<Binding<T>> binding) {
    Binding<T>& added = *binding;
    set(std::move(binding));
    return added;
  }

  template <class T>
  std::shared_ptr<T> resolveKey(const detail::KeyView& key, bool isOptional) {
    BindingBase* binding = table_.find(key.hash, key.name);
    if (const std::shared_ptr<void>* cell = cellOf(binding, key)) {
      return std::static_pointer_cast<T>(*cell);
    }
    return std::static_pointer_cast<T>(resolveUncached(binding, key, isOptional));
  }

  /// What needs no making and no lock; null for everything else, mistakes included.
  static const std::shared_ptr<void>* cellOf(const BindingBase* binding,
                                             const detail::KeyView& key) {
    return binding != nullptr && &binding->type() == key.type ? binding->cell() : nullptr;
  }

  template <class Function>
  static auto withKey(std::string_view ns, std::string_view key, Function function) {
    const std::string joined =
        ns.empty() ? std::string() : BindingKeys::build({.ns = ns, .key = key});
    const std::string_view whole = ns.empty() ? key : std::string_view(joined);
    return function(whole, detail::hashKey(whole));
  }

  std::shared_ptr<void> resolveUncached(BindingBase* binding, const detail::KeyView& key,
                                        bool isOptional);
  /// Each throws when the key is bound as another type, the second also when it is not bound.
  static BindingBase* checkType(BindingBase* binding, const detail::KeyView& key);
  static BindingBase& require(BindingBase* binding, const detail::KeyView& key);
  std::shared_ptr<BindingBase> getTypedBinding(const detail::KeyView& key) const;
  bool remove(std::uint64_t hash, std::string_view key);

  std::string scope_;
  detail::BindingTable table_;
  mutable std::mutex mutex_;  // guards changes of the table, and the lists
  std::vector<std::shared_ptr<BindingBase>> bindings_;
  // Replaced and removed ones stay until `reset`: references to them, and what others borrowed.
  std::vector<std::shared_ptr<BindingBase>> retired_;
  detail::SingletonStore singletons_;
};

template <class T>
std::vector<std::shared_ptr<T>> Container::gets(std::initializer_list<GetArgs> bindings) {
  std::vector<std::shared_ptr<T>> objects;
  objects.reserve(bindings.size());
  for (GetArgs args : bindings) {
    args.isOptional = true;
    objects.push_back(get<T>(args));
  }
  return objects;
}

template <class Class>
std::shared_ptr<Class> Container::instantiate() {
  constexpr auto build = []<class... Keys>(Container& container, const InjectList<Keys...>& list) {
    if constexpr (detail::checkClass<Class, Keys...>()) {
      const detail::Resolution resolution(className<Class>());
      return detail::construct<Class>(container, list);
    } else {
      return std::shared_ptr<Class>();
    }
  };
  return build(*this, detail::injectListOf<Class>());
}

}  // namespace ignis
