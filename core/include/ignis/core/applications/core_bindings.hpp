#pragma once

#include <string>

#include "ignis/core/applications/application_configs.hpp"
#include "ignis/di/binding_key.hpp"

namespace ignis {

class BaseApplication;
class HttpApp;
class Router;

/// What the application binds of itself, in `init()`.
struct CoreBindings {
  static constexpr BindingKey<BaseApplication> APPLICATION_INSTANCE{"@app/instance"};
  static constexpr BindingKey<HttpApp> APPLICATION_SERVER{"@app/server"};
  static constexpr BindingKey<Router> APPLICATION_ROOT_ROUTER{"@app/router/root"};
  static constexpr BindingKey<ApplicationConfigs> APPLICATION_CONFIG{"@app/config"};
  static constexpr BindingKey<std::string> APPLICATION_PROJECT_ROOT{"@app/project_root"};
};

}  // namespace ignis
