#include "ignis/components/health_check/component.hpp"

#include "health_check/controller.hpp"
#include "ignis/core/applications/base_application.hpp"

namespace ignis {

HealthCheckComponent::HealthCheckComponent(BaseApplication& application)
    : BaseComponent({.scope = "HealthCheckComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  auto options = Binding<HealthCheckOptions>::bind(HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS);
  options->toValue(HealthCheckOptions{});
  bindings.push_back(std::move(options));
}

Task<void> HealthCheckComponent::binding() {
  application_.controller<HealthCheckController>();
  co_return;
}

}  // namespace ignis
