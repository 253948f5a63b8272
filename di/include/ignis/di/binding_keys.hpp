#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ignis/di/binding_key.hpp"
#include "ignis/di/class_name.hpp"

namespace ignis {

/// The first parts of the keys of classes, which are the tags that find them too.
struct BindingNamespaces {
  static constexpr std::string_view COMPONENT = "components";
  static constexpr std::string_view DATASOURCE = "datasources";
  static constexpr std::string_view REPOSITORY = "repositories";
  static constexpr std::string_view MODEL = "models";
  static constexpr std::string_view SERVICE = "services";
  static constexpr std::string_view MIDDLEWARE = "middlewares";
  static constexpr std::string_view PROVIDER = "providers";
  static constexpr std::string_view CONTROLLER = "controllers";
  static constexpr std::string_view BOOTERS = "booters";
};

struct BuildKeyOptions {
  std::string_view ns{};  ///< the namespace, which is a keyword here; may be empty
  std::string_view key;
};

struct BindingKeys {
  /// `{.ns = "services", .key = "UserService"}` is `services.UserService`; an empty key throws.
  static std::string build(const BuildKeyOptions& options);
};

namespace detail {

template <const std::string_view& Namespace, class T>
struct ClassKeyText {
  static constexpr auto text = [] {
    constexpr std::string_view name = className<T>();
    std::array<char, Namespace.size() + 1 + name.size()> joined{};
    auto end = std::copy(Namespace.begin(), Namespace.end(), joined.begin());
    *end++ = '.';
    std::copy(name.begin(), name.end(), end);
    return joined;
  }();
};

}  // namespace detail

/// `BindingKey<T>{"<namespace>.<ClassName>"}`, made by the compiler.
template <const std::string_view& Namespace, class T>
constexpr BindingKey<T> classKey() {
  constexpr auto& text = detail::ClassKeyText<Namespace, T>::text;
  return BindingKey<T>(std::string_view(text.data(), text.size()));
}

template <class T>
constexpr BindingKey<T> serviceKey() {
  return classKey<BindingNamespaces::SERVICE, T>();
}

template <class T>
constexpr BindingKey<T> controllerKey() {
  return classKey<BindingNamespaces::CONTROLLER, T>();
}

template <class T>
constexpr BindingKey<T> componentKey() {
  return classKey<BindingNamespaces::COMPONENT, T>();
}

template <class T>
constexpr BindingKey<T> repositoryKey() {
  return classKey<BindingNamespaces::REPOSITORY, T>();
}

template <class T>
constexpr BindingKey<T> dataSourceKey() {
  return classKey<BindingNamespaces::DATASOURCE, T>();
}

}  // namespace ignis
