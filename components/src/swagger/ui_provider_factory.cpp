#include "ignis/components/swagger/ui_provider_factory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ignis/components/swagger/types.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "swagger/explorer_page.hpp"

namespace ignis {

void UIProviderFactory::registerProvider(const UIProviderArgs& args) {
  if (providers_.contains(args.type)) {
    LoggerFactory::getLogger({"UIProviderFactory"})
        .warn("[register] Skip registering BOUNDED Document UI | type: {}", args.type);
    return;
  }
  if (args.type != DocumentUITypes::SWAGGER && args.type != DocumentUITypes::SCALAR) {
    throw getError(
        {.message = fmt::format("[register] Invalid document UI Type | uiType: {} | valids: {},{}",
                                args.type, DocumentUITypes::SWAGGER, DocumentUITypes::SCALAR)});
  }
  providers_.emplace(args.type, std::make_shared<ExplorerPage>());
}

std::shared_ptr<const IUIProvider> UIProviderFactory::getProvider(
    const UIProviderArgs& args) const {
  const auto provider = providers_.find(args.type);
  if (provider == providers_.end()) {
    throw getError(
        {.message = fmt::format("[UIProviderFactory][getProvider] Unknown UI Provider | type: {} | "
                                "available: {}",
                                args.type, fmt::join(getRegisteredProviders(), ","))});
  }
  return provider->second;
}

std::vector<std::string> UIProviderFactory::getRegisteredProviders() const {
  std::vector<std::string> types;
  for (const auto& [type, provider] : providers_) {
    types.push_back(type);
  }
  return types;
}

}  // namespace ignis
