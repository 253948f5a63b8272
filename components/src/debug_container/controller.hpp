#pragma once

#include "ignis/components/debug_container/keys.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

class DebugContainerController : public BaseController {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE,
                                               DebugContainerBindingKeys::DEBUG_CONTAINER_OPTIONS);

  DebugContainerController(BaseApplication& application, DebugContainerOptions options);

 protected:
  Task<void> binding() override;

 private:
  Response show(Context& context) const;

  const BaseApplication& application_;
};

}  // namespace ignis
