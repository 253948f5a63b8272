#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "ignis/components/socket_io/keys.hpp"
#include "ignis/components/socket_io/types.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

namespace ignis {

/// Serves Socket.IO on the application's port. It reads `SocketIOBindingKeys` when it is
/// configured, takes clients once the server listens, and disconnects them when the application
/// stops.
class SocketIOComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit SocketIOComponent(BaseApplication& application);

  Task<void> shutdown() override;
  /// That Redis is away, for example.
  std::vector<std::string> problems() const override;

 protected:
  Task<void> binding() override;

 private:
  SocketIOResolvedBindings resolveBindings();
  SocketIOServerHelperOptions makeHelperOptions() const;
  /// The post-start hook.
  Task<void> initialize();

  BaseApplication& application_;
  SocketIOServerOptions serverOptions_;
  SocketIOResolvedBindings resolvedBindings_;
  std::shared_ptr<SocketIOServerHelper> helper_;
  std::atomic<const SocketIOServerHelper*> configuredHelper_ = nullptr;
};

}  // namespace ignis
