#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ignis/di/binding_base.hpp"
#include "ignis/di/binding_key.hpp"
#include "ignis/di/detail/resolver.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

struct BindOptions {
  std::string key;
};

/// Says what a key resolves to, and how long that is kept. Every function returns the binding, so a
/// binding reads as one sentence: `bind(KEY).toClass<Clock>().setScope(BindingScopes::SINGLETON)`.
template <class T>
class Binding final : public BindingBase {
  struct Passkey {};

 public:
  Binding(Passkey, std::string key) : BindingBase(std::move(key), detail::TypeOf<T>::info) {}

  /// A binding outside a container; `Container::set` publishes it there.
  static std::shared_ptr<Binding> bind(BindOptions options) {
    return std::make_shared<Binding>(Passkey{}, std::move(options.key));
  }
  static std::shared_ptr<Binding> bind(const BindingKey<T>& key) {
    return std::make_shared<Binding>(Passkey{}, std::string(key.name));
  }

  /// A `T`, something that converts to it, or a smart pointer, which is shared instead of copied.
  template <class Value = T>
  Binding& toValue(Value&& value);

  /// The class `Class`, or `T` itself. Its dependencies are `keys`, or those of its `inject` list.
  template <class Class = T, class... Keys>
  Binding& toClass(Keys... keys);

  /// A function of `Container&` that returns a `T`, a smart pointer to one, or a `T&`, which stays
  /// somebody else's.
  template <class Factory>
  Binding& toProvider(Factory factory);

  /// A class whose `value(Container&)` returns any of these; the container builds it.
  template <class Provider>
  Binding& toProvider();

  Binding& setScope(BindingScopes scope) {
    changeScope(scope);
    return *this;
  }

  /// Adds tags, never removes any.
  template <class... Tags>
  Binding& setTags(const Tags&... tags) {
    (addTag(std::string_view(tags)), ...);
    return *this;
  }

  /// Lets `resolveAs<Base>` hand out the object to those who know its base class only.
  template <class Base>
  Binding& as() {
    constexpr bool isBase = std::is_convertible_v<T*, Base*>;
    static_assert(isBase, "ignis: as<Base>() names a base class of the binding's type.");
    if constexpr (isBase) {
      addUpcast(detail::TypeOf<Base>::info,
                [](void* object) -> void* { return static_cast<Base*>(static_cast<T*>(object)); });
    }
    return *this;
  }

  std::shared_ptr<T> getValue(Container& container) {
    return std::static_pointer_cast<T>(resolveAny(container));
  }
  /// Without a container only a value can be had.
  std::shared_ptr<T> getValue() const {
    return std::static_pointer_cast<T>(resolveWithoutContainer());
  }

 private:
  template <class Class, class... Keys>
  void useClass(const InjectList<Keys...>& list) {
    if constexpr (detail::checkClass<Class, Keys...>()) {
      use(std::make_unique<detail::ClassResolver<T, Class, Keys...>>(list));
    }
  }

  template <class Provider, class... Keys>
  void useProvider(const InjectList<Keys...>& list) {
    if constexpr (detail::checkClass<Provider, Keys...>()) {
      use(std::make_unique<detail::ProviderResolver<T, Provider, Keys...>>(list));
    }
  }
};

template <class T>
template <class Value>
Binding<T>& Binding<T>::toValue(Value&& value) {
  static_assert(detail::IS_SHAREABLE<T, Value>,
                "ignis: the value given to toValue() does not convert to the type of its key.");
  if constexpr (detail::IS_SHAREABLE<T, Value>) {
    std::shared_ptr<T> object = detail::share<T, Value>(std::forward<Value>(value));
    if (object == nullptr) {
      throwNullValue();
    }
    use(std::make_unique<detail::ValueResolver<T>>(std::move(object)));
  }
  return *this;
}

template <class T>
template <class Class, class... Keys>
Binding<T>& Binding<T>::toClass(Keys... keys) {
  constexpr bool isOurs = std::is_convertible_v<Class*, T*>;
  static_assert(
      isOurs,
      "ignis: the class given to toClass() is neither the type of its key nor derived from "
      "it.");
  if constexpr (isOurs) {
    if constexpr (sizeof...(Keys) > 0) {
      useClass<Class>(ignis::inject(keys...));
    } else {
      useClass<Class>(detail::injectListOf<Class>());
    }
  }
  return *this;
}

template <class T>
template <class Factory>
Binding<T>& Binding<T>::toProvider(Factory factory) {
  constexpr bool isCallable = std::is_invocable_v<const Factory&, Container&>;
  static_assert(
      isCallable,
      "ignis: the function given to toProvider() must be callable with a Container&, also "
      "when it is const.");
  if constexpr (isCallable) {
    constexpr bool fits =
        detail::IS_PROVIDABLE<T, std::invoke_result_t<const Factory&, Container&>>;
    static_assert(
        fits,
        "ignis: the function given to toProvider() returns neither the type of its key, nor "
        "a reference or a smart pointer to it.");
    if constexpr (fits) {
      use(std::make_unique<detail::FactoryResolver<T, Factory>>(std::move(factory)));
    }
  }
  return *this;
}

template <class T>
template <class Provider>
Binding<T>& Binding<T>::toProvider() {
  constexpr bool fits = requires(Provider & provider, Container & container) {
    requires detail::IS_PROVIDABLE<T, decltype(provider.value(container))>;
  };
  static_assert(
      fits,
      "ignis: the class given to toProvider() needs a member value(Container&) that returns "
      "the type of its key, or a reference or a smart pointer to it.");
  if constexpr (fits) {
    useProvider<Provider>(detail::injectListOf<Provider>());
  }
  return *this;
}

}  // namespace ignis
