#include "conformance_component.hpp"

#include <ignis/core/applications/base_application.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>

namespace conformance {

using namespace ignis;

ConformanceComponent::ConformanceComponent(BaseApplication& application, Profile profile)
    : BaseComponent({.scope = "ConformanceComponent"}),
      application_(application),
      profile_(profile) {}

ConformanceComponent::~ConformanceComponent() = default;

Task<void> ConformanceComponent::binding() {
  application_.registerPostStartHook("conformance", [this] { return initialize(); });
  co_return;
}

Task<void> ConformanceComponent::initialize() {
  const bool isProtocol = profile_ == Profile::PROTOCOL;
  server_ = std::make_unique<socket_io::Server>(*application_.getServerInstance(),
                                                isProtocol ? protocolOptions() : clientOptions());
  if (isProtocol) {
    registerProtocolProfile(*server_);
  } else {
    registerClientProfile(*server_);
  }
  co_await server_->attach();
}

Task<void> ConformanceComponent::shutdown() {
  if (server_ != nullptr) {
    co_await server_->close();
  }
}

}  // namespace conformance
