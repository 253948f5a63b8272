#pragma once

#include <array>
#include <string_view>

namespace ignis {

/// What a controller says about itself:
/// `static constexpr auto controller = ignis::controller({.path = "/orders"});`
struct ControllerMetadata {
  std::string_view path;
  std::array<std::string_view, 8> tags{};
  std::string_view description{};
};

consteval ControllerMetadata controller(ControllerMetadata metadata) { return metadata; }

/// The metadata of a controller class; an empty path when it has none.
template <class T>
constexpr ControllerMetadata controllerMetadataOf() {
  if constexpr (requires { ControllerMetadata(T::controller); }) {
    return T::controller;
  } else {
    return {.path = {}};
  }
}

}  // namespace ignis
