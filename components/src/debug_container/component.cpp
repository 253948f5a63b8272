#include "ignis/components/debug_container/component.hpp"

#include "component_bindings.hpp"
#include "debug_container/controller.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "mounted_path.hpp"

namespace ignis {

DebugContainerComponent::DebugContainerComponent(BaseApplication& application)
    : BaseComponent({.scope = "DebugContainerComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  bindings = {defaultBinding(DebugContainerBindingKeys::DEBUG_CONTAINER_OPTIONS)};
}

Task<void> DebugContainerComponent::binding() {
  const auto options =
      valueOr(application_, DebugContainerBindingKeys::DEBUG_CONTAINER_OPTIONS).restOptions;
  getLogger().warn(
      "[binding] The binding graph is on: whoever reaches the server sees which classes it is made "
      "of | path: {}",
      mountedPath(application_, options.path));
  application_.controller<DebugContainerController>();
  co_return;
}

}  // namespace ignis
