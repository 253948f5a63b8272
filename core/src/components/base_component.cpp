#include "ignis/core/components/base_component.hpp"

#include "ignis/di/application_error.hpp"
#include "ignis/di/container.hpp"
#include "ignis/helpers/common/performance.hpp"

namespace ignis {

BaseComponent::BaseComponent(ComponentOptions options)
    : BaseHelper({.scope = std::move(options.scope)}), initDefault_(options.initDefault) {}

Task<void> BaseComponent::configure() {
  const double from = getPerformanceCheckpoint();
  getLogger().info("[configure] START | Binding component");
  if (initDefault_.enable) {
    initDefaultBindings();
  }
  co_await binding();
  getLogger().info("[configure] DONE | Binding component | Took: {:.3f} (ms)",
                   getExecutedPerformance({.from = from}));
}

Task<void> BaseComponent::shutdown() { co_return; }

void BaseComponent::initDefaultBindings() {
  if (initDefault_.container == nullptr) {
    throw getError({.message = "[initBindings] Invalid DI Container to init bindings!"});
  }
  for (const auto& binding : bindings) {
    if (!initDefault_.container->isBound({.key = binding->key()})) {
      initDefault_.container->set(binding);
    }
  }
}

}  // namespace ignis
