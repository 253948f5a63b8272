#pragma once

#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/core/middlewares/request_spy_middleware.hpp"
#include "ignis/di/binding_key.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

/// Gives every request an id and logs it on its way in and out. Every application has it; bind
/// another `RequestSpyMiddleware` under its key to replace the log lines.
class RequestTrackerComponent : public BaseComponent {
 public:
  static constexpr BindingKey<RequestSpyMiddleware> REQUEST_TRACKER_MW_BINDING_KEY{
      "middlewares.RequestSpyMiddleware"};
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit RequestTrackerComponent(BaseApplication& application);

 protected:
  Task<void> binding() override;

 private:
  BaseApplication& application_;
};

}  // namespace ignis
