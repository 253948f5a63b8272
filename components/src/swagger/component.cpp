#include "ignis/components/swagger/component.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "component_bindings.hpp"
#include "ignis/components/swagger/ui_provider_factory.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/http/context.hpp"
#include "ignis/core/http/router.hpp"
#include "ignis/di/application_error.hpp"
#include "mounted_path.hpp"
#include "swagger/openapi_document.hpp"

namespace ignis {

namespace {

/// The type that counts: an empty one is the first.
std::string uiTypeOf(const SwaggerOptions& options) {
  std::string type = options.restOptions.ui.type;
  if (type.empty()) {
    return DocumentUITypes::SWAGGER;
  }
  if (type != DocumentUITypes::SWAGGER && type != DocumentUITypes::SCALAR) {
    throw getError(
        {.message = fmt::format("[binding] Invalid document UI Type | uiType: {} | valids: {},{}",
                                type, DocumentUITypes::SWAGGER, DocumentUITypes::SCALAR)});
  }
  return type;
}

void checkVersion(const std::string& version) {
  if (!version.starts_with("3.0.")) {
    throw getError(
        {.message = fmt::format(
             "[binding] Invalid OpenAPI version | openapi: {} | valids: 3.0.0 to 3.0.4", version)});
  }
}

}  // namespace

SwaggerComponent::SwaggerComponent(BaseApplication& application)
    : BaseComponent({.scope = "SwaggerComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  bindings = {defaultBinding(SwaggerBindingKeys::SWAGGER_OPTIONS)};
}

SwaggerComponent::~SwaggerComponent() = default;

Task<void> SwaggerComponent::binding() {
  SwaggerOptions options = valueOr(application_, SwaggerBindingKeys::SWAGGER_OPTIONS);
  checkVersion(options.explorer.openapi);
  UIProviderFactory providers;
  const std::string uiType = uiTypeOf(options);
  providers.registerProvider({.type = uiType});

  const SwaggerRestOptions& rest = options.restOptions;
  const std::string documentPath = joinPaths(rest.base.path, rest.doc.path);
  const std::string uiPath = joinPaths(rest.base.path, rest.ui.path);
  document_ = std::make_unique<OpenApiOptions>(
      OpenApiOptions{.version = options.explorer.openapi,
                     .info = application_.getAppInfo(),
                     .servers = std::move(options.explorer.servers),
                     .errorRootKey = application_.getProjectConfigs().error.rootKey});
  UIProviderConfig config{.title = std::move(options.uiConfig.title),
                          .url = std::move(options.uiConfig.url)};
  if (config.title.empty()) {
    config.title = document_->info.name;
  }
  if (config.url.empty()) {
    config.url = mountedPath(application_, documentPath);
  }

  Router& router = application_.getRootRouter();
  router.add({.path = documentPath, .hide = true},
             [this](Context& context) { return document(context); });
  router.add({.path = uiPath, .hide = true},
             [provider = providers.getProvider({.type = uiType}), config = std::move(config)](
                 Context& context) { return provider->render(context, config); });
  getLogger().info("[binding] Document: {} | UI: {}", mountedPath(application_, documentPath),
                   mountedPath(application_, uiPath));
  co_return;
}

/// Made for each request: controllers may be mounted later than the component, and the port is
/// known once the server listens.
Response SwaggerComponent::document(Context& context) const {
  OpenApiOptions options = *document_;
  if (options.servers.empty()) {
    options.servers.push_back(
        {.url = ownServerUrl(), .description = "Local Application Server URL"});
  }
  return context.json(makeOpenApiDocument(options, application_.getRootRouter().routes()));
}

std::string SwaggerComponent::ownServerUrl() const {
  std::string url = "http://" + application_.getServerAddress() + mountedPath(application_, "");
  while (url.ends_with('/')) {  // every path begins with one
    url.pop_back();
  }
  return url;
}

}  // namespace ignis
