#pragma once

#include <memory>
#include <string>

#include "ignis/components/swagger/keys.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"

namespace ignis {

class Context;
class Response;
struct OpenApiOptions;

/// Documents the routes of the application: `GET /doc/openapi.json` is an OpenAPI 3.0 document of
/// the typed routes, `GET /doc/explorer` a page to read it and to try the routes.
class SwaggerComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit SwaggerComponent(BaseApplication& application);
  ~SwaggerComponent() override;

 protected:
  Task<void> binding() override;

 private:
  Response document(Context& context) const;
  std::string ownServerUrl() const;

  BaseApplication& application_;
  std::unique_ptr<OpenApiOptions> document_;
};

}  // namespace ignis
