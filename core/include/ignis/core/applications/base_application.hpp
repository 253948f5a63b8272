#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ignis/core/applications/abstract_application.hpp"
#include "ignis/core/common/configurable.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/core/controllers/abstract_controller.hpp"
#include "ignis/core/controllers/controller_metadata.hpp"

namespace ignis {

/// Where an artifact is bound instead of `<its namespace>.<its class name>`.
struct RegistrationOptions {
  std::string ns{};
  std::string key{};
};

/// What users subclass: register components, controllers and services in `preConfigure`, and run.
///
///   initialize { printStartUpInfo, validateEnvs, registerDefaultMiddlewares, staticConfigure,
///   preConfigure,
///                registerDataSources, registerComponents, registerControllers, postConfigure }
class BaseApplication : public AbstractApplication {
 public:
  explicit BaseApplication(ApplicationConfigs config = {}, std::string scope = "Application");
  ~BaseApplication() override;

  ApplicationInfo getAppInfo() override;
  void init() override;

  /// What the components cannot do at the moment; empty when all is well. Any thread, once the
  /// application listens.
  std::vector<std::string> getProblems() const;

  /// Binds a component as singleton `components.<Name>`; configured in `registerComponents`.
  template <class T>
  Binding<T>& component(const RegistrationOptions& options = {}) {
    static_assert(std::is_base_of_v<BaseComponent, T>,
                  "ignis: a component derives from BaseComponent.");
    return bindArtifact<T>(BindingNamespaces::COMPONENT, options)
        .template as<BaseComponent>()
        .setScope(BindingScopes::SINGLETON);
  }

  /// Binds a controller as `controllers.<Name>`; its routes are mounted in `registerControllers`.
  template <class T>
  Binding<T>& controller(const RegistrationOptions& options = {}) {
    static_assert(std::is_base_of_v<AbstractController, T>,
                  "ignis: a controller derives from BaseController.");
    Binding<T>& binding =
        bindArtifact<T>(BindingNamespaces::CONTROLLER, options).template as<AbstractController>();
    controllerMetadata_.insert_or_assign(binding.key(), controllerMetadataOf<T>());
    return binding;
  }

  /// Binds a class as `services.<Name>`, transient unless `setScope` says otherwise.
  template <class T>
  Binding<T>& service(const RegistrationOptions& options = {}) {
    return bindArtifact<T>(BindingNamespaces::SERVICE, options);
  }

  /// Binds a class as `repositories.<Name>`, transient unless `setScope` says otherwise.
  template <class T>
  Binding<T>& repository(const RegistrationOptions& options = {}) {
    return bindArtifact<T>(BindingNamespaces::REPOSITORY, options);
  }

  /// Binds a data source as singleton `datasources.<Name>`; configured in `registerDataSources`.
  template <class T>
  Binding<T>& dataSource(const RegistrationOptions& options = {}) {
    static_assert(std::is_base_of_v<IConfigurable, T>,
                  "ignis: a data source derives from IConfigurable.");
    return bindArtifact<T>(BindingNamespaces::DATASOURCE, options)
        .template as<IConfigurable>()
        .setScope(BindingScopes::SINGLETON);
  }

 protected:
  /// Static files and what else needs no container; runs before everything else of the user's.
  virtual void staticConfigure() {}
  /// Binds values, handlers, services, components and controllers.
  virtual Task<void> preConfigure() = 0;
  /// Runs when every component and controller is set up, before the server listens.
  virtual Task<void> postConfigure();

  Task<void> initialize() override;
  Task<void> shutdownComponents() override;

  void printStartUpInfo();
  void registerDefaultMiddlewares();
  Task<void> registerDataSources();
  Task<void> registerComponents();
  Task<void> registerControllers();

 private:
  template <class T>
  Binding<T>& bindArtifact(std::string_view defaultNamespace, const RegistrationOptions& options) {
    const std::string_view ns =
        options.ns.empty() ? defaultNamespace : std::string_view(options.ns);
    const std::string_view key =
        options.key.empty() ? className<T>() : std::string_view(options.key);
    return bind<T>(BindOptions{.key = BindingKeys::build({.ns = ns, .key = key})}).toClass();
  }

  using ConfigureBinding = std::function<Task<void>(BindingBase&)>;
  /// Configures every binding of a namespace once, those that appear meanwhile included.
  Task<void> registerDynamicBindings(std::string_view ns, ConfigureBinding configureOne);
  Task<void> mountController(BindingBase& binding);
  Task<void> measured(std::string_view description, std::function<Task<void>()> phase);

  std::map<std::string, ControllerMetadata, std::less<>> controllerMetadata_;
  std::map<std::string, std::set<std::string>, std::less<>> configured_;
  std::vector<std::shared_ptr<BaseComponent>> components_;
  std::vector<std::shared_ptr<AbstractController>> controllers_;
};

}  // namespace ignis
