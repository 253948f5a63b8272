#include "conformance_component.hpp"

#include <ignis/core/applications/base_application.hpp>
#include <ignis/helpers/socket/socket_io/engine/engine_server.hpp>
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
  HttpServer& http = *application_.getServerInstance();
  if (profile_ == Profile::CLIENT) {
    server_ = std::make_unique<socket_io::Server>(http, clientOptions());
    registerClientProfile(*server_);
  } else {
    server_ = std::make_unique<socket_io::Server>(http, protocolOptions());
    registerProtocolProfile(*server_);
    engineServer_ = std::make_unique<socket_io::EngineServer>(http, engineOptions());
    registerEngineProfile(*engineServer_);
    co_await engineServer_->attach();
  }
  co_await server_->attach();
}

Task<void> ConformanceComponent::shutdown() {
  if (engineServer_ != nullptr) {
    co_await engineServer_->close();
  }
  if (server_ != nullptr) {
    co_await server_->close();
  }
}

}  // namespace conformance
