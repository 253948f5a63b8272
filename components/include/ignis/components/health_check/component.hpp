#pragma once

#include "ignis/components/health_check/keys.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

/// `GET <path>` answers `{"status":"ok"}`, or `"degraded"` and the `problems` of the components,
/// with 200: the application serves. `POST <path>/ping` answers its message.
class HealthCheckComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit HealthCheckComponent(BaseApplication& application);

 protected:
  Task<void> binding() override;

 private:
  BaseApplication& application_;
};

}  // namespace ignis
