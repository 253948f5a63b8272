#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ignis/di/binding_scopes.hpp"
#include "ignis/di/dependency.hpp"
#include "ignis/di/detail/construct.hpp"

namespace ignis::detail {

/// Makes the object of a binding of `T`; every `shared_ptr<void>` here points to a `T`.
class Resolver {
 public:
  Resolver(BindingValueTypes kind, std::string_view implementation)
      : kind_(kind), implementation_(implementation) {}
  virtual ~Resolver() = default;

  virtual std::shared_ptr<void> make(Container& container) const = 0;
  /// The cell of a value; null for what has to be made.
  virtual const std::shared_ptr<void>* value() const { return nullptr; }
  virtual std::span<const Dependency> dependencies() const { return {}; }
  /// True when what is made outlives the pointer to it, whatever the scope.
  virtual bool isBorrowable() const { return false; }

  BindingValueTypes kind() const { return kind_; }
  /// The type that was bound: the value's, the class's or the provider's.
  std::string_view implementation() const { return implementation_; }

 private:
  BindingValueTypes kind_;
  std::string_view implementation_;
};

template <class T, class R>
inline constexpr bool IS_POINTER_TO =
    IS_SMART_POINTER<std::remove_cvref_t<R>>&& std::is_convertible_v<R, std::shared_ptr<T>>;
template <class T, class R>
inline constexpr bool IS_REFERENCE_TO =
    std::is_lvalue_reference_v<R>&& std::is_convertible_v<std::remove_reference_t<R>*, T*>;
template <class T, class R>
inline constexpr bool IS_OBJECT_OF = std::is_convertible_v<std::remove_cvref_t<R>*, T*>&&
    std::is_constructible_v<std::remove_cvref_t<R>, R>;

template <class T, class R>
inline constexpr bool IS_SHAREABLE =
    IS_POINTER_TO<T, R> || IS_OBJECT_OF<T, R> || std::is_convertible_v<R, T>;
template <class T, class R>
inline constexpr bool IS_PROVIDABLE = IS_SHAREABLE<T, R> || IS_REFERENCE_TO<T, R>;

/// A shared `T` out of a smart pointer, an object of a derived class, or something convertible.
template <class T, class R>
std::shared_ptr<T> share(R&& result) {
  if constexpr (IS_POINTER_TO<T, R>) {
    return std::forward<R>(result);
  } else if constexpr (IS_OBJECT_OF<T, R>) {
    return std::make_shared<std::remove_cvref_t<R>>(std::forward<R>(result));
  } else {
    return std::make_shared<T>(std::forward<R>(result));
  }
}

/// A provider's result: as `share`, but a reference is not copied. `owner` keeps it, if anything
/// does.
template <class T, class R>
std::shared_ptr<T> shareProvided(R&& result, std::shared_ptr<void> owner) {
  if constexpr (IS_REFERENCE_TO<T, R>) {
    return std::shared_ptr<T>(std::move(owner), &result);
  } else {
    return share<T>(std::forward<R>(result));
  }
}

template <class T>
class ValueResolver final : public Resolver {
 public:
  explicit ValueResolver(std::shared_ptr<T> value)
      : Resolver(BindingValueTypes::VALUE, typeName<T>()), value_(std::move(value)) {}

  std::shared_ptr<void> make(Container&) const override { return value_; }
  const std::shared_ptr<void>* value() const override { return &value_; }
  bool isBorrowable() const override { return true; }

 private:
  std::shared_ptr<void> value_;
};

template <class T, class Class, class... Keys>
class ClassResolver final : public Resolver {
 public:
  explicit ClassResolver(const InjectList<Keys...>& list)
      : Resolver(BindingValueTypes::CLASS, typeName<Class>()),
        list_(list),
        dependencies_(dependenciesOf<Class>(list)) {}

  std::shared_ptr<void> make(Container& container) const override {
    return std::shared_ptr<T>(construct<Class>(container, list_));
  }
  std::span<const Dependency> dependencies() const override { return dependencies_; }

 private:
  InjectList<Keys...> list_;
  std::array<Dependency, sizeof...(Keys)> dependencies_;
};

template <class T, class Factory>
class FactoryResolver final : public Resolver {
 public:
  explicit FactoryResolver(Factory factory)
      : Resolver(BindingValueTypes::PROVIDER, typeName<T>()), factory_(std::move(factory)) {}

  std::shared_ptr<void> make(Container& container) const override {
    return shareProvided<T, Result>(factory_(container), nullptr);
  }
  bool isBorrowable() const override { return IS_REFERENCE_TO<T, Result>; }

 private:
  using Result = std::invoke_result_t<const Factory&, Container&>;

  Factory factory_;
};

template <class T, class Provider, class... Keys>
class ProviderResolver final : public Resolver {
 public:
  explicit ProviderResolver(const InjectList<Keys...>& list)
      : Resolver(BindingValueTypes::PROVIDER, typeName<Provider>()),
        list_(list),
        dependencies_(dependenciesOf<Provider>(list)) {}

  std::shared_ptr<void> make(Container& container) const override {
    const std::shared_ptr<Provider> provider = construct<Provider>(container, list_);
    return shareProvided<T, decltype(provider->value(container))>(provider->value(container),
                                                                  provider);
  }
  std::span<const Dependency> dependencies() const override { return dependencies_; }

 private:
  InjectList<Keys...> list_;
  std::array<Dependency, sizeof...(Keys)> dependencies_;
};

}  // namespace ignis::detail
