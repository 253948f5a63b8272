#include "ignis/core/applications/base_application.hpp"

#include <ranges>

#include <fmt/format.h>

#include "ignis/core/components/request_tracker/component.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/core/http/router.hpp"
#include "ignis/core/middlewares/app_error_handler.hpp"
#include "ignis/core/middlewares/emoji_favicon.hpp"
#include "ignis/core/middlewares/not_found_handler.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/performance_measure.hpp"
#include "ignis/helpers/env/environment.hpp"

namespace ignis {

namespace {

constexpr std::size_t BANNER_WIDTH = 72;

std::string variableOr(const char* key, const char* fallback) {
  std::string value = Environment::variable(key);
  return value.empty() ? fallback : value;
}

}  // namespace

BaseApplication::BaseApplication(ApplicationConfigs config, std::string scope)
    : AbstractApplication(std::move(scope), std::move(config)) {
  getLogger().debug("[BaseApplication] Project root: {}", getProjectRoot());
}

BaseApplication::~BaseApplication() = default;

ApplicationInfo BaseApplication::getAppInfo() {
  return {.name = variableOr("APP_ENV_APPLICATION_NAME", getScope().c_str())};
}

void BaseApplication::init() {
  bind(CoreBindings::APPLICATION_INSTANCE).toProvider([this](Container&) -> BaseApplication& {
    return *this;
  });
  bind(CoreBindings::APPLICATION_SERVER).toProvider([this](Container&) -> HttpApp& {
    return getServer();
  });
  bind(CoreBindings::APPLICATION_ROOT_ROUTER).toProvider([this](Container&) -> Router& {
    return getRootRouter();
  });
  bind(CoreBindings::APPLICATION_CONFIG).toValue(getProjectConfigs());
}

Task<void> BaseApplication::postConfigure() { co_return; }

Task<void> BaseApplication::initialize() {
  printStartUpInfo();
  validateEnvs();
  registerDefaultMiddlewares();
  staticConfigure();
  co_await preConfigure();
  co_await registerDataSources();
  co_await registerComponents();
  co_await registerControllers();
  co_await postConfigure();
}

void BaseApplication::printStartUpInfo() {
  const std::string rule(BANNER_WIDTH, '-');
  const ApplicationInfo info = getAppInfo();
  Logger& logger = getLogger();
  logger.info("{}", rule);
  logger.info("Starting application... | Name: {} | Version: {} | Env: {}", info.name, info.version,
              Environment::current());
  logger.info("AllowEmptyEnv: {} | Prefix: {} | RunMode: {} | Timezone: {}",
              variableOr("ALLOW_EMPTY_ENV_VALUE", "false"),
              variableOr("APPLICATION_ENV_PREFIX", "APP_ENV"), variableOr("RUN_MODE", "-"),
              variableOr("APP_ENV_APPLICATION_TIMEZONE", "Asia/Ho_Chi_Minh"));
  logger.info("LogPath: {} | Threads: {}", variableOr("APP_ENV_LOGGER_FOLDER_PATH", "-"),
              getProjectConfigs().threads);
  logger.info("{}", rule);
}

void BaseApplication::registerDefaultMiddlewares() {
  const ApplicationConfigs& config = getProjectConfigs();
  getServer().onError(appErrorHandler({.rootKey = config.error.rootKey}));
  getServer().notFound(notFoundHandler({.rootKey = config.error.rootKey}));
  component<RequestTrackerComponent>();
  getServer().use(emojiFavicon({.icon = config.favicon}));
}

Task<void> BaseApplication::measured(std::string_view description,
                                     std::function<Task<void>()> phase) {
  PerformanceMeasureOptions options{
      .scope = getScope(), .logger = &getLogger(), .description = std::string(description)};
  co_await executeWithPerformanceMeasure(std::move(options), std::move(phase));
}

Task<void> BaseApplication::registerDataSources() {
  std::function<Task<void>()> phase = [this] {
    ConfigureBinding configureOne = [this](BindingBase& binding) -> Task<void> {
      co_await binding.resolveAs<IConfigurable>(*this)->configure();
    };
    return registerDynamicBindings(BindingNamespaces::DATASOURCE, std::move(configureOne));
  };
  co_await measured("Register application data sources", std::move(phase));
}

Task<void> BaseApplication::registerComponents() {
  std::function<Task<void>()> phase = [this] {
    ConfigureBinding configureOne = [this](BindingBase& binding) -> Task<void> {
      const auto instance = binding.resolveAs<BaseComponent>(*this);
      components_.push_back(instance);
      co_await instance->configure();
      // What the component bound is there for the next one.
      co_await registerDataSources();
    };
    return registerDynamicBindings(BindingNamespaces::COMPONENT, std::move(configureOne));
  };
  co_await measured("Register application components", std::move(phase));
}

Task<void> BaseApplication::registerControllers() {
  std::function<Task<void>()> phase = [this] {
    ConfigureBinding configureOne = [this](BindingBase& binding) {
      return mountController(binding);
    };
    return registerDynamicBindings(BindingNamespaces::CONTROLLER, std::move(configureOne));
  };
  co_await measured("Register application controllers", std::move(phase));
}

Task<void> BaseApplication::mountController(BindingBase& binding) {
  binding.getBindingMeta({.type = BindingValueTypes::CLASS});
  const auto instance = binding.resolveAs<AbstractController>(*this);
  if (const auto metadata = controllerMetadata_.find(binding.key());
      metadata != controllerMetadata_.end()) {
    instance->setMetadata(metadata->second);
  }
  if (!instance->hasPath()) {
    throw getError({.message = fmt::format(
                        "[registerControllers] key: '{}' | Invalid controller metadata, 'path' is "
                        "required for controller metadata | cure: static constexpr auto "
                        "controller = ignis::controller({{.path = \"/…\"}});",
                        binding.key()),
                    .statusCode = 500});
  }
  controllers_.push_back(instance);
  co_await instance->configure();
  getRootRouter().route(instance->path(), instance->getRouter());
}

Task<void> BaseApplication::registerDynamicBindings(std::string_view ns,
                                                    ConfigureBinding configureOne) {
  std::set<std::string>& done = configured_[std::string(ns)];
  for (;;) {
    FindByTagArgs query{.tag = ns, .exclude = {done.begin(), done.end()}};
    const auto waiting = findByTag(query);
    if (waiting.empty()) {
      co_return;
    }
    // One at a time: it may bind more, and those come in the order of binding.
    done.insert(waiting.front()->key());
    co_await configureOne(*waiting.front());
  }
}

std::vector<std::string> BaseApplication::getProblems() const {
  std::vector<std::string> problems;
  for (const auto& component : components_) {
    for (std::string& problem : component->problems()) {
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

Task<void> BaseApplication::shutdownComponents() {
  for (const auto& component : std::views::reverse(components_)) {
    try {
      co_await component->shutdown();
    } catch (const std::exception& error) {
      getLogger().error("[stop] A component failed to shut down | component: {} | error: {}",
                        component->scope(), error.what());
    }
  }
}

}  // namespace ignis
