#pragma once

#include "ignis/components/debug_container/keys.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

/// `GET <path>` draws the application's bindings and what they depend on, as a page for a browser
/// and as `?format=json`, `dot` or `svg`. It shows keys and classes, never what is bound. Whoever
/// reaches the server reaches it: the log warns of it at start.
class DebugContainerComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit DebugContainerComponent(BaseApplication& application);

 protected:
  Task<void> binding() override;

 private:
  BaseApplication& application_;
};

}  // namespace ignis
