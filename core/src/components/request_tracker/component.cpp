#include "ignis/core/components/request_tracker/component.hpp"

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/core/middlewares/request_id.hpp"

namespace ignis {

RequestTrackerComponent::RequestTrackerComponent(BaseApplication& application)
    : BaseComponent({.scope = "RequestTrackerComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  auto spy = Binding<RequestSpyMiddleware>::bind(REQUEST_TRACKER_MW_BINDING_KEY);
  spy->toClass().setScope(BindingScopes::SINGLETON);
  bindings.push_back(std::move(spy));
}

Task<void> RequestTrackerComponent::binding() {
  application_.getServer().use(requestId());
  application_.getServer().use(application_.get(REQUEST_TRACKER_MW_BINDING_KEY)->value());
  co_return;
}

}  // namespace ignis
