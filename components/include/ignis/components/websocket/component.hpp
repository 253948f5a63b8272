#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "ignis/components/websocket/keys.hpp"
#include "ignis/components/websocket/types.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"

namespace ignis {

/// Serves WebSocket clients that speak JSON events on the application's port. It reads
/// `WebSocketBindingKeys` when it is configured, takes clients once the server listens, and closes
/// them with 1001 when the application stops.
class WebSocketComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit WebSocketComponent(BaseApplication& application);

  Task<void> shutdown() override;
  /// That Redis is away, for example.
  std::vector<std::string> problems() const override;

 protected:
  Task<void> binding() override;

 private:
  WebSocketResolvedBindings resolveBindings();
  WebSocketServerHelperOptions makeHelperOptions() const;
  /// The post-start hook.
  Task<void> initialize();

  BaseApplication& application_;
  WebSocketServerOptions serverOptions_;
  WebSocketResolvedBindings resolvedBindings_;
  std::shared_ptr<WebSocketServerHelper> helper_;
  std::atomic<const WebSocketServerHelper*> configuredHelper_ = nullptr;
};

}  // namespace ignis
